# Why something about an agency was not changed, and what would be right. Said to admins only; nothing has changed.

refuse-agency-right = This is for admins of the agency. Ask one of them, or whoever runs this service.
refuse-agency-operator = Only whoever runs this service can do that. Please ask them.
refuse-agency-unknown = There is no agency of that name. On the command line, “agency list” shows all of them, and “agency add”
    adds one.
refuse-agency-there = There is an agency of that name already.
refuse-agency-slug = A short name is made of small letters, digits and hyphens. It begins with a letter.
refuse-agency-name = Please give the agency’s name too.

refuse-agency-setting = { $near ->
    [none] I do not know that setting. There are: { $known }.
   *[other] I do not know that setting. Did you mean { $near }?
}
refuse-agency-setting-name = Please give a name of up to 200 letters.
refuse-agency-setting-nation = I have no bank holidays for that. Use GB-ENG, GB-SCT, GB-WLS or GB-NIR, or two letters such
    as IE.
refuse-agency-setting-time_zone = I do not know that time zone. Use a name such as Europe/London.
refuse-agency-setting-working_hours = I cannot read these hours. Write them like this: Mon-Fri 09:00-17:00. Put a comma
    between several.
refuse-agency-setting-language = I do not speak that yet. I speak: { $known }.
refuse-agency-setting-turns = Say guide, gate or enforce.
refuse-agency-setting-retention_days = Say a number of days from 0 to 90.
refuse-agency-setting-moves_on = Say yes or no.
refuse-agency-setting-federated = Say yes or no.

refuse-agency-tenant = Write it like this: matrix:northshire.example, or slack:T0123.
refuse-agency-person = Write it like this: slack:T0123:U0456, or matrix:@ann:northshire.example.
refuse-agency-last-admin = You are the only admin. Name another one first.

refuse-agency-plugin = { $near ->
    [none] There is no plugin of that name. There are: { $known }.
   *[other] There is no plugin of that name. Did you mean { $near }?
}
refuse-agency-always-on = This one is part of each session, so it is always on.
refuse-agency-plugin-setting = { $known ->
    [none] This plugin has nothing to set.
   *[other] { $near ->
        [none] This plugin has no such setting. It has: { $known }.
       *[other] This plugin has no such setting. Did you mean { $near }?
    }
}
refuse-agency-value-text = { $known ->
    [most] That is empty or too long. It may have { $most } letters at most.
   *[none] That does not fit here. Please look at what this setting is for, and try once more.
}
refuse-agency-value-yes-no = Say yes or no.
refuse-agency-value-number = { $known ->
    [least-most] Say a number from { $least } to { $most }.
    [least] Say a number. It has to be { $least } or more.
    [most] Say a number. It has to be { $most } or less.
   *[none] Say a number.
}
refuse-agency-value-choice = Choose from: { $choices }.
refuse-agency-value-list = { $known ->
    [most] That list does not fit here. It may have { $most } parts, with a semicolon between them.
   *[none] That list does not fit here. Put a semicolon between its parts.
}

refuse-agency-signpost = { $near ->
    [none] There is no such signpost. There are: { $known }.
   *[other] There is no such signpost. Did you mean { $near }?
}
refuse-agency-signpost-empty = Give at least one link or phone number.
refuse-agency-signpost-shape = A signpost needs a title, and its links have to begin with https://.

refuse-agency-wording = { $near ->
    [none] There is no text with that id.
   *[other] There is no text with that id. Did you mean { $near }?
}
refuse-agency-wording-empty = Please write the text you would like instead.
refuse-agency-wording-shape = I cannot read this text. Look at its curly brackets: each one needs its partner.

refuse-agency-practice = There is a mistake in line { $line } of that file, at { $key }. Please put it right and try once more.
refuse-agency-practice-name = The file calls this practice { $name }. Use that name.
