# Time: asked, reminded, nudged.

time-keeper-sentence = Asks the facilitator when a stage has used up its time, and reminds people once.

time-keeper-due = The time for “{ $stage }” is over. Shall we move on, or do you want more time?
time-keeper-reminder = “{ $stage }” still waits for your word. I can wait { $until }. Then I will ask the group who can
    take over for you.
time-keeper-late = I was away, so this comes { $late } late. I am sorry.
time-keeper-why = { $why ->
    [word] The case presenter has not written anything yet.
    [confirm] The case presenter has not yet said that you got the facts right.
    [none-given] Nobody has given anything here yet. You can add something yourself.
    [read-first] Some of it was given without a name. Please read it before everybody sees it.
    [facilitator] Only you can close this stage.
   *[last] This is the last stage. If you move on, I ask you once more, and then the session ends.
}
time-keeper-next = Move on
time-keeper-end = Move on to the end
time-keeper-extend = More time
time-keeper-add = Add something myself

time-keeper-nudge = It is still your turn in “{ $stage }”, if you would like to say something. A few words are enough.
time-keeper-sum-up = The group waits for you to sum up what you have understood. A few words are enough.
time-keeper-confirm = The facilitator has summed up what they understood, and waits for your answer. Is it right?
time-keeper-open = You can write { $until }.
time-keeper-may-pass = If you would like to leave it this time, you can pass.
time-keeper-give = Add something
time-keeper-understood = Say what you understood
time-keeper-right = Yes, that is right
time-keeper-correct = Put it right
time-keeper-pass = Pass this time
