# Why something was not done, and what can be done instead. Nothing has changed when one of these is said.

## The table said no

refuse-not-in-session = { $seat ->
    [invited] You are not in this session yet. Say { TYPED("join") } to take part.
    [asking] The facilitator has been asked to let you in. You can take part as soon as they say yes.
    [removed] You are no longer in this session, so this cannot be done.
   *[other] You are not in this session, so this cannot be done. Say { TYPED("join") } if you would like to take part.
}
refuse-not-now = { $phase ->
    [gathering] The session has not begun yet, so { TYPED($word) } has to wait until then.
    [open] The session is under way, so { TYPED($word) } does not fit now. Say { TYPED("choices") } to see what does.
    [paused] The session is paused, so { TYPED($word) } has to wait. The facilitator can go on with { TYPED("resume") }.
    [ended] The session has ended, so { TYPED($word) } does not fit any more. You can say { TYPED("again") } or { TYPED("further") }.
   *[other] This session was called off. You can ask for a new one with { TYPED("new") }.
}
refuse-not-yours-to-do = { $who ->
    [presenter] Only the case presenter can do this. Say { TYPED("choices") } to see what you can do now.
   *[other] Only the facilitator can do this. You can ask them, or say { TYPED("choices") } to see what you can do now.
}
refuse-over = This session is over, so { TYPED($word) } has no use any more. You can ask for a new one with { TYPED("new") }.
refuse-stale = That button belongs to an earlier stage. Look at the latest card, and press there.

## Gathering

refuse-invite-whom = Who would you like to invite? Name them after the word: { TYPED("invite") } @name.
refuse-invited-already = Everybody you named is here already, or has been invited.
refuse-too-late = It is too late to come in now. From the sharing of strengths on, the group stays as it is.
refuse-joined-already = You are already taking part. There is nothing more to do.
refuse-asked-already = This has been asked already. Please give people a moment to answer.
refuse-join-no-facilitator = Nobody is facilitating just now, so nobody can let you in. Please try again a little later.
refuse-join-removed = The facilitator has taken you out of this session. Please speak with them if you think this is a mistake.
refuse-not-joined = That person is not taking part yet. They can join first, and then take the role.
refuse-role-already = { $role ->
    [presenter] That person is already the case presenter.
   *[other] That person is already the facilitator.
}
refuse-both-roles = One person cannot facilitate and present at once. Please name somebody else.
refuse-presenter-now = You can only choose another presenter while ours is gone and the facts are still open.
refuse-remove-whom = That person is not in this session.
refuse-remove-self = To go yourself, say { TYPED("leave") }.
refuse-away-past = That day is over. Please name a later one, or say only { TYPED("away") }.

## Questions

refuse-no-question = There is no question waiting for your answer.
refuse-which-question = More than one question is open. Which one do you mean?
button-which-question = { $kind ->
    [facilitator] Who facilitates
    [presenter] Who presents
    [late] Somebody who would like to join
    [next] Moving on
    [end] Ending the session
    [remove] Taking somebody out
   *[other] Another round
}
refuse-said-already = You have said that already. It counts.

## The stages

refuse-start-few = { $missing ->
    [one] One more person has to join before you can start. You can invite somebody with { TYPED("invite") } @name.
   *[other] { $missing } more people have to join before you can start. You can invite them with { TYPED("invite") } @name.
}
refuse-start-presenter = Somebody has to present first. Say { TYPED("presenter") } @name to propose them.
refuse-start-place = The place for this session is still being made. Please try again in a moment.
refuse-start-describe = The new case presenter first says what this round is for.
refuse-back-first = This is the first stage, so there is nothing to go back to.
refuse-next-asked = I have just asked you whether to move on. Say { TYPED("agree") } to move on, or { TYPED("disagree") } to stay.
refuse-end-asked = I have just asked you whether to end. Say { TYPED("agree") } to end, or { TYPED("disagree") } to go on.
refuse-extend-days = { $live ->
    [yes] This session is live, so please name minutes, such as { TYPED("extend 10m") }.
   *[no] Please name between 1 and { $most } days, such as { TYPED("extend 1d") }.
}
refuse-extend-minutes = Please name between 1 and { $most } minutes, such as { TYPED("extend 10m") }.
refuse-resume-presenter = The case presenter is not here, so there is nothing to go on with yet. They can come back with { TYPED("join") }.
refuse-resume-place = I cannot write in the group's place any more. Please put me back there first.
refuse-undo-nothing = There is nothing to undo. Only the last move can be undone.
refuse-undo-late = That was more than { $minutes } minutes ago, so it stays. You can still go { TYPED("back") } or { TYPED("next") }.
refuse-not-your-turn = It is your turn to listen just now, so there is nothing you need to say.

## The check of facts

refuse-facts-stage = This belongs to the checking of facts. That stage is not open now.
refuse-facts-confirmed = What was understood has been confirmed, so it stays as it is.
refuse-nothing-to-confirm = There is nothing to confirm yet. The facilitator first says what they understood.

## What people give

refuse-kind-unknown = That is not used in this session. Say { TYPED("help") } to see what is.
refuse-kind-role = { $role ->
    [presenter] This one is for the others to give. You can listen, and keep a { TYPED("note") } for yourself.
    [facilitator] This one is for others in the group to give.
   *[other] This one is for the case presenter to give.
}
refuse-kind-stage = This belongs to another stage, so I have not kept it. You can { TYPED("park") } the thought until then.
refuse-kind-few = Too few of us are here for that. Others could tell that it was you, so I do not keep it.
refuse-kind-limit = You have given { $most } of these already, and that is as many as I can keep.
refuse-kind-label = I do not know that sort. Please choose one from the list.
refuse-kind-undated = This one does not take a date. Please send it again without one.
refuse-not-yours = I cannot find that among what you have given.
refuse-change-understood = This has been read and answered, so it stays as it was. You can write a new one.
refuse-say-early = Your turn comes later, so I have not kept this. You can { TYPED("park") } the thought until then.
refuse-nothing-to-change = You have given nothing that can be changed. What was given without a name cannot be.
refuse-nothing-to-withdraw = You have given nothing that can be taken back. What was given without a name cannot be.
refuse-nothing-to-hold-back = There is nothing to hold back now.

## Concerns

refuse-suggest-allegation = For an allegation I tell nobody here. Please make the call that the signpost names.
refuse-suggest-no-facilitator = Nobody is facilitating just now, so there is nobody I could tell.
refuse-suggest-self = You are the facilitator. You can pause the session yourself with { TYPED("pause") }.
refuse-show-only-disagreement = Only the procedure for a disagreement can be shown to everyone.

## After the end

refuse-again-late = The session ended more than a day ago. You can ask for a new one with { TYPED("new") }.
refuse-again-few = Another round needs three people who are still here. You can ask for a new session with { TYPED("new") }.
refuse-describe-first-round = What this session is for has been said already.
refuse-further-already = The wish for further sessions has been noted already.
