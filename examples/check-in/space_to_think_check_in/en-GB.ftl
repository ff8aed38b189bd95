check-in-sentence = Asks each person how they arrive, and shows it to the group.
check-in-keeps = How many have said how they arrive. What they said goes when the session ends.
check-in-arriving = how you arrive
check-in-ask = How do you arrive today? A word or two is enough.
check-in-tell = Say how you arrive
check-in-see = See how we arrive
check-in-all = This is how we arrive today.
check-in-nobody = Nobody has said how they arrive yet. You can be the first.
check-in-count = { $count ->
    [0] Nobody has said yet how they arrive.
    [one] One person has said how they arrive.
   *[other] { $count } people have said how they arrive.
}
