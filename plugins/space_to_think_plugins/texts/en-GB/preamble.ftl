# What somebody is told before they join.

preamble-sentence = Tells each person what a session is, before they join it.

preamble-invited = { $by } invites you to a session to think together. You are free to say no. Its reference is
    { $reference }.
preamble-yours = Here is what you and everybody you invite agree to. The reference is { $reference }.
preamble-asking = While you wait, here is what you would join. The reference is { $reference }.
preamble-joined = Here is what you have joined. The reference is { $reference }, for your own records.
preamble-reminder = You are still welcome to join the session { $reference }. If it is not for you, you need do nothing.
preamble-join = Agree and join

preamble-what = { $reason ->
    [needs] We think together about what might help a child, a young person or a family. We look at what is strong as well
        as at what is needed.
    [stuck] We think together, as one of us feels stuck or cannot see the way ahead.
    [support] We think together about the help that one of us needs in their own work.
    [review] We think together about how well the help works now. What is life like for the child, and how do others see
        it?
    [network] We think together about how all those around a family can support them from here.
    [debrief] We look back together on something hard. We take care of each other, and plan for what comes.
   *[disagreement] We see things in different ways, and want to understand each other. If one of us needs to take it
        further, their agency has a procedure for that. It is not done here.
}
preamble-not = It does not replace supervision, or any meeting that has to be held. Children and families do not take part.
preamble-part = Your part: { $part }
preamble-rules-1 = { $rule1 }
preamble-rules-2 = { $rule1 } { $rule2 }
preamble-rules-3 = { $rule1 } { $rule2 } { $rule3 }
preamble-rules-4 = { $rule1 } { $rule2 } { $rule3 } { $rule4 }
preamble-readers = { $known ->
    [yes] { $readers ->
        [one] One person can read what is written in the group’s place.
       *[other] { $readers } people can read what is written in the group’s place. That counts those who are not in the session.
    }
   *[no] Everybody in the group’s place can read what is written there, even if they are not in the session.
} So write no names. If you have to say which child you mean, do it outside the chat.
preamble-agree = Families are told that we work in this way too. When you join, I ask where you work. I also ask if your
    manager agrees, which is best but not a must. I show your answer to nobody.
preamble-families = Families are told that we work in this way too. It is best if your manager agrees, but not a must.
