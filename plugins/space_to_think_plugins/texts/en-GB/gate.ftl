# Turns that are kept by the bot posting what each says.

gate-sentence = Posts what each of us says, with our name, when it is our turn. Only where the agency keeps turns by gate.
gate-keeps = What people say through it, as long as all that the group is given.
gate-words = something for the group
gate-say = Say something
gate-how = When it is your turn, press “Say something”, or send me { TYPED("say") } and your words. I post them here with
    your name.
gate-says = { $who } ({ $agency }):
gate-change = Change it
gate-take-back = Take it back
gate-gone = { $who } took back what stood here.
gate-note = Thank you. What you wrote stands there, and it counts. In this group it is best to speak through me, so that each
    of us has a turn. Press the button, or send me { TYPED("say") } and your words.
