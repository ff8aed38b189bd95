# Everybody's own note. A child may read it one day, and their family.

record-sentence = Gives each person their own short note for the child’s record.
record-reads = What the person who gets the note has decided about sharing, and the plan if it is theirs.
record-argument = nothing, or “text” for a plain file
record-get = My note for the record
record-as-text = As plain text
record-gone = There is nothing to note here yet, or it has been erased.

record-title = A note for the record
record-day = On { DATE($day) } some of us met to think about our work. The number of our session is { $reference }.
record-days = From { DATE($from) } to { DATE($day) } some of us wrote to each other, to think about our work. The number
    of our session is { $reference }.
record-what = We call it a space to think. We asked what might help, and what we can learn. It was not there to judge
    anyone, and it does not stand in for any other meeting. Children and families do not come to it.
record-part = { $role ->
    [facilitator] My part was to lead the talk, so that each of us had a turn.
    [led] For a time my part was to lead the talk. For the rest I listened, and said what came to my mind.
    [presenter] My part was to say what I was thinking about, and to ask for help with it.
   *[consultant] My part was to listen, and to say what came to my mind.
} I work for { $agency }.
record-decision = { $role ->
    [presenter] The group had ideas. I chose from them what to do next, and I say why when somebody asks me.
   *[consultant] The group had ideas. The one who had asked for help chose what to do next. There was no vote.
}
record-left = I left before it was over. So I do not know what was decided, or if something was.
record-no-decision = We thought about it together. We wrote down no next step, and there was no vote.
record-decided = This is what I shared or did not share, why, and with whom:
record-decided-before = What I shared or did not share stands in a note that I got before this one.
record-nothing-shared = We met to look at what was known already. If I shared something new, or kept it back, I write here
    what it was, why, and with whom.
record-takes-away = What I take away:
record-plan = What I will do next:
record-by = By { DATE($day) }.
record-own = This is only the start of my own record. I write the rest myself. The bot that made this note does not keep it.
