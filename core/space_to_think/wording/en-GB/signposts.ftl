# Where to turn. These texts are there whatever an agency has set, and they are said even when nothing can be stored.

signpost-danger = If somebody is in immediate danger, ring 999 now.

# The agency's own entry
signpost-title = { $title }
signpost-link = Read more: { $link }
signpost-phone = Ring: { $phone }
signpost-out-of-hours = Out of hours, ring: { $phone }
signpost-owner = { $owner } looks after these details.
signpost-review = They are good until { $date }.
signpost-stale = These details were good until { $date }. They may be out of date, so ask your manager if they do not work.

# Where it has none
signpost-none = I have no contacts of your own agency for this yet, but help is there.
signpost-otherwise = Otherwise, ring your local children’s or adult social care. Or speak to your manager or to your
    safeguarding lead.
signpost-allegation = This may be about an adult who works with children. Tell your manager or your safeguarding lead
    today. If it is about one of them, tell the other. They know whom to ring next.
signpost-disagreement = Ask your manager or your safeguarding lead what to do. They know how your agency and the others
    settle this.
signpost-supervision = Ask your manager who gives you supervision, and how soon you can have it.
signpost-complex-case = Ask your manager how your agency calls a meeting on a complex case.

# Every one ends so: where somebody may be at risk, and where it is about help with one's own work.
signpost-told-nobody = I have told nobody. You need to make the call yourself.
signpost-when-ready = I have told nobody. You need to make the call yourself, whenever it suits you.
