# For admins of an agency and for whoever runs the service: what is set, what has changed, what needs looking after.
# These texts name no person of a session and nothing that anybody said.

admin-which = You look after more than one agency. Which one do you mean?
admin-which-choice = { $agency }
admin-no-agency = There is no agency yet. Add one in the configuration file or on the command line.

admin-overview-head = These are the words for admins of { $agency }. Each one begins with { TYPED("admin") }.
admin-unknown = { $near ->
    [none] I do not know that word.
   *[other] I do not know that word. Did you mean { TYPED("admin") } { $near }?
}
admin-word = { TYPED("admin") } { $word }: { $does }
admin-type = { $takes ->
    [people] Type who it is, and what holds for them, after { TYPED($words) }.
    [text] Type your own text after { TYPED($words) }.
   *[value] To change one, type its name and the new value after { TYPED($words) }.
}

do-admin = Look after your agency
does-admin = show and change what your agency has set
shape-admin = [WORD]

does-admin-plugins = shows the plugins and which are on; with a name, all about one
does-admin-enable = switches a plugin on, once you have seen what it does
does-admin-disable = switches a plugin off; what it is set to stays
does-admin-set = changes what a plugin is set to
does-admin-signposts = shows and changes where your people are sent with a concern
does-admin-people = says who works here, and names admins
does-admin-settings = shows and changes hours, nation, language, turns and how long things are kept
does-admin-wording = finds a text by some of its words, and says it in your own way
does-admin-practices = adds a practice of your own
does-admin-health = shows what needs looking after
does-admin-history = shows who changed what, and when
does-admin-export = writes down all you have set, as the file has it
does-admin-tenants = says where your people usually come from

shape-admin-plugins = [NAME]
shape-admin-enable = NAME
shape-admin-disable = NAME
shape-admin-set = NAME [KEY VALUE]
shape-admin-signposts = [KIND [KEY VALUE; …]]
shape-admin-people = [@PERSON here|elsewhere|as-said|admin|no-admin]
shape-admin-settings = [KEY VALUE]
shape-admin-wording = [TEXT-ID [YOUR TEXT]]
shape-admin-practices = [NAME [FILE]]
shape-admin-history = [HOW MANY]
shape-admin-tenants = [add|remove TENANT]

do-admin-plugins = Plugins
do-admin-settings = Settings
do-admin-signposts = Signposts
do-admin-people = People
do-admin-health = Health
do-admin-history = History
do-admin-change = Change
do-admin-show = { $plugin }
do-admin-enable = Switch { $plugin } on
do-admin-disable = Switch { $plugin } off
do-admin-signpost = { admin-kind }
do-admin-yes = Yes, switch it on
do-admin-no = No, leave it off

# What is set

admin-unset = not set
admin-yes = Yes
admin-no = No
admin-choice = { $choice }
admin-field = { $title }
admin-hint = { $about }
admin-hint-list = { $about } Put commas between them. There are: { $choices }.
admin-hint-texts = { $about } Put each on a line of its own, or semicolons between them.
admin-choices = Choose from: { $choices }.
admin-setting = { $setting } ({ $key }): { $value }

admin-settings-head = This is what { $agency } has set.
admin-setting-name = Name
admin-setting-nation = Nation, for bank holidays
admin-setting-time_zone = Time zone
admin-setting-working_hours = Working hours
admin-setting-language = Language
admin-setting-turns = How turns are kept
admin-setting-retention_days = Days until a session is erased
admin-setting-moves_on = Moves on by itself
admin-setting-federated = Rooms open to other servers

admin-about-name = It is what people read where they say which agency they work for.
admin-about-nation = GB-ENG, GB-SCT, GB-WLS or GB-NIR, or two letters such as IE.
admin-about-time_zone = A name such as Europe/London.
admin-about-working_hours = Such as Mon-Thu 09:00-17:00, Fri 09:00-16:30. Nobody is reminded out of hours.
admin-about-language = What your people read. I speak: { $known }.
admin-about-turns = With guide, somebody who speaks early gets a private note. With enforce, only
    those whose turn it is can write, where the chat can do that. With gate,
    people give me their words, and I post them when it is their turn.
admin-about-retention_days = From 0 to 90, counted from the end of a session.
admin-about-moves_on = If the facilitator does not answer, the session goes on to the next stage.
admin-about-federated = On Matrix: with no, nobody from another server can come into the rooms of your sessions.

form-admin-settings = What your agency has set
form-admin-set = What { $plugin } is set to
form-admin-signposts = A signpost: { admin-kind }
form-admin-people = Who works here, and who looks after it
form-admin-wording = How you say { $name }
form-admin-practices = The practice { $name }

admin-wording-text = Your text
admin-wording-hint = Leave it empty for the one that is built in.
admin-practices-text = The file
admin-practices-hint = Leave it empty to take this practice out.

# Plugins

admin-plugins-head = These are the plugins of { $agency }.
admin-plugins-installed = These are the plugins that are here. On or off is what an agency gets that chooses nothing.
admin-plugin = { $plugin } ({ admin-plugin-state }): { $sentence }
admin-plugin-state = { $state ->
    [always] always on
    [on] on
    [failing] in trouble
   *[off] off
}
admin-plugin-head = { $plugin } ({ admin-plugin-state })
admin-plugin-ask = Please read what { $plugin } does. Do you want to switch it on?
admin-plugin-reads = { $reads ->
    [words] It reads what people write before it is stored.
    [words-these] It reads what people write before it is stored. This is what it looks at:
    [steps-these] It reads what happens in a session. It cannot read what people write, but it shows them this again:
   *[steps] It reads what happens in a session, and not what people write.
}
admin-plugin-keeps = { $more ->
    [yes] This is what it keeps:
   *[no] It keeps no words of anybody, and nothing once the session is erased.
}
admin-plugin-decides = { $scope ->
    [session] The agency that asks for a session decides. It then works for all who take part.
   *[person] Each agency decides for its own people. It works for them alone.
}
admin-plugin-settings = This is what you can set:
admin-plugin-gone = You have chosen the plugin { $plugin }, but it is not installed here. Ask whoever runs this service, or switch it off.
admin-failing = The plugin { $plugin } went wrong too often. Look at the history, and switch it on again when it is mended.
admin-failed = { $off ->
    [yes] The plugin { $plugin } went wrong three times, so I have switched it off for { $agency }. Sessions go on without it.
   *[no] The plugin { $plugin } went wrong three times at { $agency }. It is part of each session, so it stays on.
}
admin-failed-tell = Please tell whoever runs this service.
admin-review = Something that you look after for { $agency } is past its day:

# Signposts and people

admin-kind = { $kind ->
    [child] a child at risk
    [adult] an adult at risk
    [allegation] an allegation
    [disagreement] a disagreement
    [supervision] supervision
   *[complex-case] a complex case
}
admin-signposts-head = This is where { $agency } sends people with a concern.
admin-signpost = { $state ->
    [none] For { admin-kind }: not set. People read the text that is built in.
    [stale] For { admin-kind }: { $title }. It was to be checked by { $review }. Looked after by: { $owner }.
   *[set] For { admin-kind }: { $title }. To be checked by: { $review }. Looked after by: { $owner }.
}
admin-signpost-title = Title
admin-signpost-links = Links, with commas between them
admin-signpost-phones = Phone numbers, with commas between them
admin-signpost-out_of_hours_phone = Phone number out of hours
admin-signpost-owner = Who looks after it
admin-signpost-review_by = To be checked by
admin-no-field = A signpost has these parts: { $known }.

admin-people-head = This is who { $agency } has named. Nobody else sees it.
admin-people-admins = { $count ->
    [0] There are no admins yet, so only whoever runs this service can change things here.
   *[other] Admins: { $names }
}
admin-people-heres = { $count ->
    [0] You have placed nobody here, so what people say themselves holds.
   *[other] You have said that they work here: { $names }
}
admin-people-elsewheres = { $count ->
    [0] You have said of nobody that they work elsewhere.
   *[other] You have said that they work elsewhere: { $names }
}
admin-people-standing = What holds for them?
admin-people-here = They work here
admin-people-elsewhere = They work elsewhere
admin-people-as-said = What they say themselves holds
admin-people-admin = They are an admin
admin-people-no-admin = They are no admin any more
admin-whom = Name somebody, with a mention or like this: slack:T0123:U0456. Then say one of these: { $known }.
admin-tenants = { $count ->
    [0] Nothing is set here, so people are asked where they work.
   *[other] People usually come from: { $names }
}

admin-wording-own = { $count ->
    [0] You say all texts as they are built in.
   *[other] You say these in your own way: { $names }
}
admin-wording-found = These texts have that in them. To say one in your own way, type its id and your words after { TYPED($words) }.
admin-text = { $id }: { $text }
admin-wording-how = Type the id of a text and your own words after { TYPED($words) }. With { $default } in their place, the
    built-in text is said again. To find an id, type some words of the text.
admin-practices-own = { $count ->
    [0] You have no practice of your own, so sessions use the one that is built in.
   *[other] Your own practices: { $names }
}
admin-practices-how = Type the name of a practice and its file after { TYPED($words) }. With { $default } in its place, the
    practice is taken out.

# Health, history, export

admin-health-head = This is what needs looking after at { $agency }.
admin-health-well = All is well: there is nothing to do.
admin-finding = { $urgent ->
    [yes] Please see to this first: { $finding }
   *[no] { $finding }
}
admin-waiting = { $count ->
    [0] Sessions that wait for somebody: fewer than five.
   *[other] Sessions that wait for somebody: { $count }.
}
admin-uncertain = { $count ->
    [0] Messages that may not have arrived: fewer than five.
   *[other] Messages that may not have arrived: { $count }.
}
admin-history-head = { $count ->
    [0] Nothing has been changed at { $agency } yet.
   *[other] This was changed at { $agency }, the newest first.
}
admin-record = { $at }, { CLOCK($at) }, by { $who }:
admin-by-operator = the command line
admin-by-file = the configuration file
admin-by-service = the service itself
admin-export-head = This is what { $agency } has set, as the configuration file has it.
admin-exported = { $text }

# What has changed

admin-changed = Done. This has changed:
admin-changed-at = Done. This has changed at { $agency }:
admin-same-at = Nothing has changed at { $agency }.
admin-same = Nothing has changed, because it was so already.
admin-at-once = It holds from now on, also in sessions that have begun.
admin-both = It holds for your people from now on. Sessions that have begun keep their own times.
admin-later = It holds for sessions that begin from now on.
admin-begun = Sessions that begin from now on have it, and so do those that began with it.

admin-change-added = The agency { $name } was added.
admin-change-value = { $name }: from { $old } to { $new }
admin-change-tenant-on = People may come from { $name }.
admin-change-tenant-off = People no longer come from { $name }.
admin-change-admin-on = { $name } is an admin.
admin-change-admin-off = { $name } is no admin any more.
admin-change-here = { $name } works here. Before: { $old }.
admin-change-elsewhere = { $name } works elsewhere. Before: { $old }.
admin-change-as-said = { $name } works where they say themselves. Before: { $old }.
admin-place-here = here
admin-place-elsewhere = elsewhere
admin-place-as-said = where they say themselves
admin-change-plugin-on = The plugin { $name } is on.
admin-change-plugin-off = The plugin { $name } is off.
admin-change-failed = The plugin { $name } went wrong too often: { $new } in { $old }.
admin-change-plugins = Plugins: from { $old } to { $new }
admin-change-practice = The practice { $name } has a new file.
admin-change-practice-on = The practice { $name } was added.
admin-change-practice-off = The practice { $name } was taken out.
