# What somebody is told before they join.

preamble-sentence = Tells each person what a session is, before they join it.

preamble-invited = { $by } invites you to a session to think together. Its reference is { $reference }.
preamble-yours = Here is what you and everybody you invite agree to. The reference is { $reference }.
preamble-asking = While you wait for the facilitator’s yes, here is what you would join. The reference is { $reference }.
preamble-joined = Welcome. Here is what you have joined. The reference is { $reference }, for your own records.
preamble-reminder = You are still welcome to join the session { $reference }. If it is not for you, you need do nothing.
preamble-join = Agree and join

preamble-meet = If you can all meet in one room, that is best. Where you cannot, this works too.

preamble-what = { $reason ->
    [needs] People from different agencies think about what might help a child, a young person or a family. We look at
        their strengths as well as their needs.
    [stuck] People from different agencies think together, because somebody feels stuck or cannot see the way ahead.
    [support] People from different agencies think about the help that one of them needs in their own work.
    [review] People from different agencies think about how well the help works now. We ask what life is like for the
        child, and how others see it.
    [network] People from different agencies think about how those around a family can support them from here.
    [debrief] People from different agencies look back together on something hard. We take care of ourselves and each
        other, and plan for what comes.
   *[disagreement] People who see things in different ways want to understand each other. If somebody has to take it
        further, they follow their own agency’s procedure. It is not done here.
}
preamble-not = It does not replace supervision, or any meeting that has to be held. Children and families do not take part.
preamble-part = Your part: { $part }
preamble-rules-1 = { $rule1 }
preamble-rules-2 = { $rule1 } { $rule2 }
preamble-rules-3 = { $rule1 } { $rule2 } { $rule3 }
preamble-rules-4 = { $rule1 } { $rule2 } { $rule3 } { $rule4 }
preamble-readers = { $known ->
    [yes] { $readers ->
        [one] One person can read what is written there.
       *[other] { $readers } people can read what is written there. That counts those who are not in the session.
    }
   *[no] Everybody in that place can read what is written there, even if they are not in the session.
}
preamble-agree = Families are told that we work in this way too. It is best if your manager agrees, and only you see your
    answer to that.
