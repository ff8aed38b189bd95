# Concerns. The first line of each names none: it may show on a locked phone.

safeguarding-sentence = Shows somebody with a concern, and nobody else, where to turn at once.
safeguarding-all = Where to turn

safeguarding-thank-you = Thank you for speaking up. This is for you alone.
safeguarding-list = Here is where you can turn.
safeguarding-kind = { $kind ->
    [child] A child at risk
    [adult] An adult at risk
    [allegation] An adult who works with children
    [disagreement] A disagreement between agencies
    [supervision] Supervision, for your own support
   *[complex-case] A meeting on a complex case
}
safeguarding-information = News about a child or a family does not belong here. A session looks at what is known already.
    Please share it in the usual way, with those who work with the family, so that it goes into the record.
safeguarding-told-nobody = I have told nobody. You need to share it yourself.

safeguarding-shall-i = Shall I tell the facilitator that somebody asks for a pause?
safeguarding-you-choose = I give your name and the reason only if you choose so. If you do not answer, I tell nobody.
safeguarding-tell = Yes, without my name
safeguarding-tell-name = Yes, with my name and why

safeguarding-pause-asked = Somebody asks for a pause.
safeguarding-no-name = I do not say who it is, and please do not ask. You can pause now and see how everybody is.
safeguarding-who = It is { $who }. { $concern ->
    [child] They are worried about a child.
    [adult] They are worried about an adult.
    [disagreement] There is something they see in another way.
   *[new-information] They have something new that does not belong here.
} You can pause, and speak with them alone.
safeguarding-pause = Pause

safeguarding-facilitator-knows = I have told the facilitator that somebody asks for a pause. { $named ->
    [yes] They know that it is you, and why.
   *[no] They do not know that it is you.
}

# For admins
safeguarding-missing = There is no entry yet for { $kind ->
    [child] a child at risk
    [adult] an adult at risk
    [allegation] an allegation about an adult who works with children
    [disagreement] a disagreement between agencies
    [supervision] supervision
   *[complex-case] a meeting on a complex case
}. Your people are shown the built-in words for it.
safeguarding-stale = The entry for { $kind ->
    [child] a child at risk
    [adult] an adult at risk
    [allegation] an allegation about an adult who works with children
    [disagreement] a disagreement between agencies
    [supervision] supervision
   *[complex-case] a meeting on a complex case
} was to be checked by { $date }. Please check it and set a new date.
safeguarding-no-owner = The entry for { $kind ->
    [child] a child at risk
    [adult] an adult at risk
    [allegation] an allegation about an adult who works with children
    [disagreement] a disagreement between agencies
    [supervision] supervision
   *[complex-case] a meeting on a complex case
} has no owner. Please say who looks after it.
