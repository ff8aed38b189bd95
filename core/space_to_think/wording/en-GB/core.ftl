# What the core itself says: its cards, its own rules, the words people type and their forms.

## Buttons

do-new = Ask for a session
do-invite = Invite somebody
do-join = Take part
do-decline = Not this time
do-agency = Say where I work
do-facilitator = I can facilitate
do-facilitator-form = Propose a facilitator
do-presenter = I can present
do-presenter-form = Propose a presenter
do-agree = Yes
do-disagree = No
do-describe = Say what this round is for
do-done = I’m done
do-pass = I have nothing to add
do-add = Add…
do-withdraw = Take it back
do-change = Change it
do-park = Park a thought
do-understood = Say what you understood
do-confirm = Yes, that is right
do-correct = Put it right
do-start = Start
do-next = Next stage
do-back = Back a stage
do-undo = Undo
do-extend = More time
do-pause = Pause
do-resume = Go on
do-end = End the session
do-cancel = Call it off
do-remove = Take somebody out
do-hold = Hold it back
do-away = I’m away for a while
do-leave = Leave the session
do-again = Another round
do-further = I’d like another session
do-flag = I have a concern
do-choices = What can I do now?
do-status = Where are we?
do-privacy = What is kept?
do-help = Help
do-give = Add { $what }
do-plain = { $word }

## What each word does, for the help

does-new = Ask for a session.
does-invite = Ask people to take part.
does-join = Take part.
does-decline = Say that you will not take part this time.
does-agency = Say which agency you work for.
does-facilitator = Offer to facilitate, or propose somebody.
does-presenter = Offer to present, or propose somebody.
does-agree = Say yes to the question I asked you.
does-disagree = Say no to the question I asked you.
does-describe = Say what another round is for.
does-done = Say that you have said all you want to for now.
does-pass = Say that you have nothing to add at this stage.
does-add = Give something that fits this stage.
does-withdraw = Take back what you gave last.
does-change = Put other words in place of what you gave last.
does-understood = Sum up what you have understood.
does-confirm = Say that what was understood is right.
does-correct = Say what was not understood quite right.
does-start = Open the first stage.
does-next = Close this stage and open the next.
does-back = Go back to the stage before.
does-undo = Undo your last move.
does-extend = Give this stage more time.
does-pause = Pause the session.
does-resume = Go on after a pause.
does-end = End the session. I will ask you first.
does-cancel = Call the session off before it starts.
does-remove = Take somebody out of the session. I will ask you first.
does-hold = Keep one of the notes without a name from being shown.
does-away = Say that you are away, so that nobody waits for you.
does-leave = Leave the session.
does-again = Ask the others for another round.
does-further = Note that you would like another session.
does-flag = Tell me of a concern. I show you where to turn, and nobody else sees it.
does-choices = See what you can do now.
does-status = See where the session is, and where you are.
does-privacy = See what is kept, until when, and who can read it.
does-help = See the words you can use.
does-give = Add { $what }.
does-plugin = Part of { $plugin }.

# What follows a word
shape-new = [reason] [pace async, guided, full, 45m or 5d] [practice name] [@name …] [title …]
shape-invite = @name …
shape-join = [agency]
shape-agency = its name
shape-facilitator = [@name]
shape-presenter = [@name]
shape-agree = [question]
shape-disagree = [question]
shape-describe = [reason] [pace …] [title …]
shape-withdraw = [number]
shape-change = your new words
shape-understood = text
shape-correct = text
shape-extend = [30m or 1d]
shape-pause = [why]
shape-remove = @name
shape-hold = number
shape-away = [until day]
shape-flag = [child, adult, allegation, disagreement or new-information]
shape-help = [word]
shape-give = { $labels ->
    [yes] [sort:] { $dated ->
        [yes] text [by day]
       *[no] text
    }
   *[no] { $dated ->
        [yes] text [by day]
       *[no] text
    }
}

## Words that could not be read

wrong-reason = I do not know that reason. Please choose one of the seven.
wrong-concern = Please choose what your concern is about.
wrong-request = I could not read all of that. Say { TYPED("new") } alone, and I will ask you step by step.
wrong-pace = I do not know that pace. You can say async, guided, full, 45m or 5d.
wrong-practice = I do not know that practice. Please choose one that is offered here.
wrong-agency = I do not know that agency. Please choose one from the list, or say “other”.
wrong-date = I could not read that day. You can say “Friday”, “tomorrow”, “27 November” or “2026-12-01”.
wrong-past = That day is over. Please choose a later one.
wrong-span = I could not read that. You can say 30m for half an hour, or 1d for a day.
wrong-people = Please choose the person with an @ before the name, so that I know whom you mean.
wrong-one-person = Please name one person only.
wrong-extra = I was not sure what you meant, so I have done nothing. If you want this, please say the word alone.
wrong-hold = There is nothing here that can be held back.
wrong-nothing-to-add = There is nothing for you to add just now. You can listen.
wrong-empty = Please fill this in.
wrong-no-session = There is no session here that you are in. You can ask for one.
wrong-not-here = This session does not use that word. Say { TYPED("choices") } to see what you can do.

unknown-word = I do not know that word. You can ask me for help, or press “What can I do now?”.
unknown-word-like = I do not know that word. Did you mean { TYPED($word) }?

## Forms

form-new = Ask for a session
form-describe = What is this round for?
form-describe-intro = It starts fresh. Nothing that was said before is carried over.
form-invite = Invite people
form-invite-intro = I will ask each of them in private. They can say no.
form-facilitator = Who could facilitate?
form-facilitator-intro = I will ask them and the others. Nobody has to.
form-presenter = Who could present?
form-presenter-intro = I will ask them and the others. Nobody has to.
form-remove = Take somebody out
form-remove-intro = I will ask you once more before I do it.
form-join = Take part
form-join-intro = It is good to have your manager’s yes, but you do not need it. Your answer is for you alone. I do not
    keep it.
form-agency = Where do you work?
form-agency-intro = I use this to show you the right contacts and words.
form-flag = I have a concern
form-flag-intro = If somebody is in danger now, ring 999 first. I show your answer to nobody.
form-understood = What have you understood?
form-understood-intro = What is the dilemma, and what help is wanted? The case presenter will say if it is right.
form-change = Say it in other words
form-correct = Put it right
form-correct-intro = What was not understood quite right?
form-pause = Pause the session
form-pause-intro = You can say why. Everyone in the group will see it.
form-extend = More time
form-extend-intro = If you leave this empty, I add half of the stage’s shortest time.
form-away = I am away for a while
form-away-intro = The group goes on, and you need do nothing. You are back as soon as you write again.
form-give = Add { $what }
form-add = Add something

field-reason = Why would you like to meet?
field-pace = How would you like to meet?
field-title = A short title
field-title-hint = Please leave names out. You can leave this empty.
field-people = Who?
field-people-hint = You can also invite people later.
field-agency = Which agency do you work for?
field-practice = Which way of working?
field-manager = Does your manager agree?
field-facilitate = Could you facilitate this time?
field-concern = What is it about?
field-understood = In your own words
field-correct = In your own words
field-pause = Why?
field-time = How much time?
field-time-hint = Such as 10m for ten minutes, or 1d for a working day.
field-until = Until when?
field-until-hint = Such as “Friday” or “27 November”. You can leave this empty.
field-label = What sort is it?
field-kind = What is it?
field-text = In your own words
field-text-hint = Please leave names out.
field-due = By when?
field-due-hint = For a step that you plan. You can leave this empty.

choice-reason = { $reason ->
    [needs] What might help a child, a young person or a family
    [stuck] Feeling stuck, or unclear about how things work
    [support] What I need help with in my own work
    [review] How well our help works, and how life is for the child now
    [network] How the people around the family could support them
    [debrief] After a hard event: care for all of us, and a look ahead
    [disagreement] We see things differently and want to understand each other
   *[other] { $reason }
}
choice-pace = { $pace ->
    [async] In writing, over about ten working days
    [guided] All at once, as short as it goes
    [full] All at once, with time to spare
   *[other] { $pace }
}
choice-manager = { $manager ->
    [yes] Yes
    [not-yet] Not yet
    [none-needed] I do not need to ask
   *[other] { $manager }
}
choice-facilitate = { $facilitate ->
    [yes] Yes, if the others agree
   *[other] Not this time
}
choice-concern = { $concern ->
    [child] A child may be at risk
    [adult] An adult may be at risk
    [allegation] Something about an adult who works with children
    [disagreement] We disagree about what should happen
    [new-information] New information has come up
   *[other] { $concern }
}
choice-agency = { $name }
choice-agency-other = Another agency
choice-practice = { $name }

called-plain = { $word }
give-anonymous = Nobody will know that this is from you, not even me. So it cannot be taken back.

## What a session is

about-session = In a session, people from different agencies think together about a child’s journey. It is kind, and
    nobody is blamed. It may end without an outcome.
about-not = It is no place for new information. It does not stand in for your own supervision, or for any other meeting
    about the family. Children and families do not take part.
about-built-in = Your agency has not yet set where its people turn with a concern. Until it has, I show general advice.
about-in-person = If all of you can meet in person, that is better still.

session-pace = { $live ->
    [yes] We meet all at once. It takes { $time }.
   *[no] We meet here in writing, and take our time. It takes { $time }.
}
session-long = This is longer than a session should be. { $most } would be best.

## Stages and turns

stage-of = Stage { $number } of { $of }: { $title }
turn-everybody = Everyone can speak.
turn-speak = { $count ->
    [0] Nobody’s turn just now.
   *[other] Everyone can speak: { $speakers }.
}
turn-speak-listen = { $count ->
    [0] Everyone listens.
    [one] { $speakers } speaks. Everyone else listens.
   *[other] { $speakers } speak. Everyone else listens.
}
open-until = Open { $until }.

## The group's card

card-head = { $round ->
    [1] Space to Think, session { $reference }
   *[other] Space to Think, session { $reference }, round { $round }
}
card-purpose = We are getting ready. What it is for: { $reason }.
card-agreed = { $count ->
    [0] Nobody has agreed yet.
   *[other] Taking part: { $people }.
}
card-asked = Asked, and still thinking: { $people }.
card-facilitator = { $who } facilitates.
card-no-facilitator = Nobody facilitates yet.
card-presenter = { $who } presents.
card-no-presenter = Nobody presents yet.
card-needs-people = { $missing ->
    [one] One more person has to join before we can start.
   *[other] { $missing } more people have to join before we can start.
}
card-needs-roles = { $missing ->
    [facilitator] Before we can start, somebody has to facilitate.
    [presenter] Before we can start, somebody has to present.
   *[both] Before we can start, we need somebody to facilitate, and somebody to present.
}
card-needs-purpose = { $who } still has to say what this round is for.
card-ready = We can start. { $who } opens the first stage.
card-paused = { $why ->
    [presenter] Paused, as the case presenter has left.
    [facilitator] Paused, as the facilitator has left.
    [few] Paused, as there are fewer than three of us.
    [place] Paused, as I could not write here.
    [time] Paused, as the time for this stage is over.
   *[other] Paused. The time for this stage stands still.
}
card-successor = Somebody else has to take over as facilitator.
card-away = Away for now: { $people }.
card-confirmed = What we look at, as it was confirmed:
card-question = We are asking: { $question }
card-ended = The session has ended. Thank you, all of you.
card-further = Somebody would like another session.
card-kept = What you gave me is kept { $until }. Then I erase it.
card-cancelled = This session was called off.

## The facilitator's card

guide-head = { $phase ->
    [gathering] You facilitate session { $reference }. It has not begun yet.
    [paused] You facilitate session { $reference }. It is paused.
    [ended] Session { $reference } has ended. Thank you for guiding it.
    [cancelled] Session { $reference } was called off.
    [passed] You do not facilitate session { $reference } any more.
   *[other] You facilitate session { $reference }.
}
guide-ready = Enough of you are here. You can start when you like, and others can still join.
guide-facts = Next, sum up what you have understood. I then ask the case presenter if it is right.
guide-facts-asked = I have asked { $who } if you understood it right.
guide-facts-confirmed = { $who } says that you got it right. You can move on.
guide-done = Done for now: { $people }.
guide-waiting = Not done yet: { $people }.

## Questions

question-facilitator = Shall { $who } facilitate?
question-facilitator-you = It was suggested that you facilitate. Will you?
question-presenter = Shall { $who } present?
question-presenter-you = It was suggested that you present. Will you?
question-late = { $who } would like to join us, though we have begun. May they?
question-next = { $why ->
    [confirm] The case presenter has not confirmed yet what was understood. Move on all the same?
    [none-given] Nobody has given anything here yet. You could add something, or give more time. Move on all the same?
    [read-first] Please read what was given before it is shown. Do you want to move on and show it?
   *[other] Something is still missing here. Move on all the same?
}
question-end = { $why ->
    [confirm] The case presenter has not confirmed yet what was understood. End the session for everyone all the same?
    [none-given] Nobody has given anything here yet. End the session for everyone all the same?
    [read-first] Please read what was given before it is shown. Do you want to show it, and end the session for everyone?
   *[other] Do you want to end the session for everyone?
}
question-remove = Do you want to take { $who } out of the session?
question-again = Shall we go for another round, with new roles?
ask-until = You can answer { $until }.

told-proposed-self = Thank you for the offer. I have asked the others, and will tell you what they say.
told-proposed-until = They can answer { $until }.
told-voted = { $yes ->
    [yes] Thank you. You said yes.
   *[no] Thank you. You said no.
}
told-outcome = { $outcome ->
    [agreed] It was agreed.
    [refused] It was not agreed.
    [lapsed] Not enough people answered in time.
   *[dropped] This does not need an answer any more.
}
told-not-agreed = { $kind ->
    [again] There will be no other round this time. You can still ask for a new session.
   *[other] { $outcome ->
        [lapsed] Not enough people answered in time. You can ask again, or propose somebody else.
       *[other] The group would like it to be somebody else this time. You can propose another person.
    }
}
told-late-refused = { $outcome ->
    [lapsed] I could not get an answer for you in time. You are not part of this session, and need do nothing.
   *[other] The group goes on as it is this time. Thank you for your offer to join.
}

## Roles

told-role-facilitator = You facilitate this session. A card here in our chat shows you what to say and do next.
told-role-presenter = You present in this session.
told-role-passed = { $who } facilitates from here. Thank you for what you did. You take part as before.
told-describe = Please say what this round is for, so that we can start.
told-leaving = I have asked who can take over from you. Please stay until somebody does. If you have to go now, say
    { TYPED("leave") } again.
told-successor = { $why ->
    [away] The facilitator is away. Who could take over? The group will be asked to agree.
    [silent] We may need somebody else to facilitate for now. Who could take over? The group will be asked to agree.
   *[other] { $paused ->
        [yes] The facilitator has left, so we pause. Who could take over? The group will be asked to agree.
       *[no] The facilitator has to leave. Who could take over? The group will be asked to agree.
    }
}
told-new-facilitator = { $who } facilitates from here.
told-facilitator-back = { $who } is here and goes on facilitating.

## Coming together

told-requested = Your session { $reference } is being set up. You can note that number in your records.
told-requested-next = You present, unless the group agrees on somebody else. Two more people have to join, and one of them
    facilitates. Then that person can start.
told-readers = { $count ->
    [one] One person can read in the group’s place. It may be somebody who does not take part.
   *[other] { $count } people can read in the group’s place. Some of them may not take part.
}
told-place-gone = I can no longer write in the group’s place. Please let me in there again, or ask whoever looks after it.
told-invited = I have invited { $people }. The card shows who takes part.
told-declined = Thank you for telling me. I will not ask you again for this session.
told-declined-lead = { $who } cannot take part this time. You can invite somebody else.
told-asked-to-join = They have begun, so I have asked the facilitator. I will tell you as soon as I hear from them.
told-joined = Thank you. You take part. I will tell you when it starts.
told-joined-late = Thank you. You take part. This is where we are:
told-newcomer = { $back ->
    [yes] { $who } is back with us.
   *[no] { $who } has joined us.
}
told-agency = Thank you. I have noted where you work.
told-facilitator-missing = Nobody has offered to facilitate yet. Whom could you ask?
told-start-overdue = This session has not started yet. Would you still like it? If I hear nothing, it stays open
    { $until }, and then I call it off.
told-left = You have left the session. You can come back with { TYPED("join") }.
told-removed = The facilitator has taken you out of this session. If you wonder why, please speak with them.
told-still-read = You can still read what was shown to you, and what is in the group’s place for as long as you are in
    there. I send you nothing new.
told-gone = { $who } does not take part any more.
told-away = I have noted that you are away. The group goes on, and you need do nothing. You are back as soon as you
    write again.
told-away-until = I have noted that you are away { $until }. The group goes on, and you need do nothing.
told-cancelled = { $why ->
    [not_started] This session did not start in time, so I have called it off. You can ask for a new one whenever you like.
   *[other] This session was called off. You can ask for a new one whenever you like.
}
told-erasure = Nothing has happened in session { $reference } for a while. I keep it { $until }, and then I erase it. If
    you would like to go on, just do the next step.

## Moves

told-extended = There is more time now. This stage is open { $until }.
told-everyone-done = Everyone whose turn it is has finished. { $last ->
    [yes] You can end the session when you like.
   *[no] You can move on when you like.
}
told-paused = { $why ->
    [presenter] We pause, as the case presenter has left.
    [few] We pause, as there are fewer than three of us now.
    [time] The time for this stage is over, so we pause here.
   *[other] We pause here. The time stands still.
}
told-paused-facilitator = { $why ->
    [presenter] { $confirmed ->
        [yes] The case presenter has left, so I have paused the session. You can wait for them, or end it.
       *[no] The case presenter has left, so I have paused the session. You can wait for them, agree on somebody else
            to present, or end it.
    }
    [few] There are fewer than three of you now, so I have paused. You can invite somebody, go on as you are, or end it.
   *[other] The time is over, and something is still missing, so I have paused. You can go on when you are ready.
}
told-paused-presenter = The time is over, and this stage still needs a word from you. We go on when you are both ready.
told-resumed = We go on.
told-undone = { $move ->
    [start] The start was undone. We are getting ready again.
    [next] We go back to where we were.
    [back] We go on from where we were.
    [extend] The extra time was taken back.
    [pause] The pause was undone. We go on.
    [resume] We pause again. The time stands still.
   *[end] The end was undone. The session is still there.
}
told-ended = The session has ended. Thank you all for thinking together.
told-round = Round { $round } begins. We start fresh, with new roles.
told-break = First, take a break { $until }.
told-round-roles = I ask each of you in private who could present, and who could facilitate.
told-described = Thank you. It stands on the card now.
told-further = Thank you. I have noted that you would like another session.

## What you gave

told-done = Thank you. I have noted that you are done for now. You can still say more if you like.
told-passed = Thank you. I have noted that you leave it this time. You can still say more if you like.
told-given = { $seen ->
    [spoken] What you wrote there is part of this stage, so I keep it with the rest. You can take it back.
    [author] I have kept that for you. Nobody else sees it.
    [presenter] I have kept that. Only the case presenter sees it.
    [presenter-later] I have kept that. The case presenter sees it when this stage ends.
    [facilitator] I have kept that. Only the facilitator sees it.
    [facilitator-later] I have kept that. The facilitator sees it when this stage ends.
    [group-later] I have kept that. It is shown to all of us when this stage ends.
   *[group] I have kept that. All of us can see it.
}
told-given-unnamed = I have kept that without your name. It cannot be taken back.
told-changed = I have kept your new words in place of the old ones.
told-withdrawn = I have taken that out. Your words are erased.
told-held-back = That one will not be shown.

## Where things stand

status-none = You are in no session here just now.
status-head = { $phase ->
    [gathering] Session { $reference } has not begun yet.
    [paused] Session { $reference } is paused.
    [ended] Session { $reference } has ended.
    [cancelled] Session { $reference } was called off.
   *[other] Session { $reference } is under way.
}
status-role = { $role ->
    [facilitator] You facilitate.
    [presenter] You present.
   *[other] You are a consultant.
}
status-gave = { $count ->
    [one] You have given me one thing so far.
   *[other] You have given me { $count } things so far.
}
status-said = { $said ->
    [pass] You have nothing to add at this stage.
   *[done] You are done for this stage.
}
status-asked = I have asked you: { $question }

## Help

help-head = These are the words you can use. Buttons do the same.
help-for = { $who ->
    [requester] For whoever asked for the session: { $words }
    [facilitator] For the facilitator: { $words }
    [presenter] For the case presenter: { $words }
    [turn] For those whose turn it is: { $words }
    [newcomer] For those who are asked to take part: { $words }
    [admin] For those who look after an agency: { $words }
   *[anyone] For everyone: { $words }
}
help-who = { $who ->
    [requester] It is for whoever asked for the session.
    [facilitator] It is for the facilitator.
    [presenter] It is for the case presenter.
    [turn] It is for those whose turn it is.
    [newcomer] It is for those who are asked to take part.
    [admin] It is for those who look after an agency.
   *[anyone] It is for everyone.
}
help-word = { TYPED($word) } – { $does }
help-word-more = { TYPED($word) } { $shape } – { $does }
help-more = You need not know any of them: { TYPED("choices") } shows what you can do now. To learn more about a word, say
    { TYPED("help") } and the word.
help-shape = What stands in [brackets] can be left out.
help-form = Say { TYPED($word) } with a question mark, and I will ask you for what I need.
help-private = I answer this in private. It is best said in our own chat.

## What is kept

privacy-head = This is what I keep, and for how long.
privacy-messages = I do not keep what you write in the group’s place. I only count who spoke, so that each of you gets a
    turn. There is one exception: in some stages your words are part of the result, and I tell you so.
privacy-gave = What you give me is locked away. When you give it, I tell you who will see it.
privacy-concern = When you tell me of a concern, I do not note that it was you.
privacy-kept = When a session has ended, I keep what was given for some weeks at most. Then I erase it.
privacy-days = { $days ->
    [0] Soon after the session has ended, I erase all of it.
    [one] When the session has ended, I keep what was given for one day. Then I erase it.
   *[other] When the session has ended, I keep what was given for { $days } days. Then I erase it.
}
privacy-until = I keep what was given { $until }. Then I erase it.
privacy-dated = A next step with a later day is kept for its owner alone, until a week after that day.
privacy-erased = What was given, and who took part, is erased.
privacy-readers = { $count ->
    [one] One person can read in the group’s place.
   *[other] { $count } people can read in the group’s place. Some of them may not take part.
}

signposts-head = This is where you can turn.
signposts-new-information = A session is no place for new information. Please pass it on in the usual way, to whoever needs
    to know it. Your manager or your safeguarding lead can help. I have told nobody.
