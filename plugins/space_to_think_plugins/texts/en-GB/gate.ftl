# Turns that are kept by the bot posting what each says.

gate-sentence = Says on the card how to speak. Where the agency keeps turns by gate, it posts our words when it is our turn.
gate-keeps = What people say through it, as long as all that the group is given.
gate-words = something for the group
gate-say = Say something
gate-how = When it is your turn, press “Say something”, or send me { TYPED("say") } and your words. I post them here with
    your name.
gate-muted = Only those whose turn it is can write here, where the chat can do that. Everybody can write to me in our direct
    chat.
gate-says = { $who } ({ $agency }):
gate-change = Change it
gate-take-back = Take it back
gate-gone = { $who } took back what stood here.
gate-note = Thank you. What you wrote stands there, and it counts. In this group it is best to speak through me, so that each
    of us has a turn. Press the button, or send me { TYPED("say") } and your words.
