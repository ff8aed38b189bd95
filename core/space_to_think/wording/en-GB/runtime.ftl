# What the runtime itself says: which session is meant, where one can be held, what went wrong.

which-session = You are in more than one session. Which one do you mean?
which-session-choice = Session { $reference }

not-joined = You have not joined this session yet, so what you write here does not count as part of it. You are welcome to join.
not-joined-join = Join

told-better-place = Others may have seen that, and you can delete it there. Next time, tell me in our own chat, or press a button.

refuse-unknown-reference = I cannot find that session among yours. Please check its reference.
refuse-no-place = I cannot make a room from here. Please ask for the session in the room where the group meets.
refuse-public-place = Anybody can read here, so this is not a good place for a session. Please ask for one in a private room.
refuse-unencrypted-place = What is written in this room is not encrypted. Please ask for a session in a room that is.
refuse-session-here = There is a session here already. It can end first, or you can ask for a new one in another room.
refuse-unknown-practice = I do not know a practice of that name. Please choose one from the list.
refuse-edit-unlike = Nothing was changed: I need the word { TYPED($word) } at the beginning. You can edit it once more, or delete it to take it back.
refuse-edit-sort = Nothing was changed: an edit can put in other words, but no other sort or date. You can delete the message and send a new one.

runtime-failed = Sorry, something went wrong on my side. What you sent was not taken. Please try another way, or tell whoever runs this service.
runtime-try-again = Sorry, I cannot save anything just now. Please try again in a few minutes.
runtime-not-stored = I cannot save anything just now, so I have not kept that you asked.

undelivered-uncertain = I am not sure that my last message to { $who } arrived. Please ask them.
undelivered-uncertain-group = I am not sure that my last message to the group arrived. Please have a look.
undelivered-unreachable = I cannot write to { $who } privately. Please tell them, and ask them to write to me first.
undelivered-waits = { $who } has not yet come into the chat where I write to them alone. Please ask them to accept my invitation.
undelivered-unreachable-group = I cannot write in the group’s place. Please have a look.
