# What the demo itself says, around the session. Everything in the session comes from the bot and the story.

## Before it begins

ask-seat = Which seat would you like?
    • facilitator: you guide the others from stage to stage, and the demo shows you how
    • presenter: you bring what is on your mind, and the others help you to think
    • consultant: you listen, think along, and offer what you notice
    Type one of these words, or press Enter to be a consultant.
no-seat = That is not one of the seats. Type facilitator, presenter or consultant, or press Enter to be a consultant.
anew = There is no session to go on with, so here is a new one.
running = A demo is under way in another window. Leave it there first, with Ctrl-C.
speed = Give a number, such as 5, or the word max.
pace = Give async, guided, full, a number of minutes such as 45m, or a number of days such as 5d.
hello = This is a made-up session. Nobody in it is real, and you cannot do anything wrong.
with-you = With you are { $people }.
you = { $name } (you)
who = { $name } from { $works }
your-seat = { $seat ->
    [presenter] You are the case presenter, and it was you who asked for this session.
    [facilitator] You will facilitate. Press the button for it once you have joined.
   *[other] You are a consultant: you listen, think along, and offer what you notice.
}
how = Type to talk, or press Enter for the line that the demo offers you. Ctrl-C leaves, and nothing is lost.
again = Here we go on. This is where the session stands.

## While it runs

suggest-say = Press Enter to say: { $line }
suggest-call = Press Enter to type: /{ $line }
suggest-press = Press Enter for: { $line }
hint = Type to talk. What stands in [ ] presses a button. Ctrl-C leaves.
hint-over = The session is over. Look around as long as you like. Ctrl-C leaves.

## After it

left = You have left the session. To go on there, start the demo with --resume.
over = That was the whole session.
