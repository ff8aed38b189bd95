# What the Matrix adapter itself says; everything else comes from the core.
in-private = Only in your own chat with me: { $words }
kept = You may also type “keep”, for: { $value }
skip = You may also type “skip”.
not-that = That does not fit here. Please try again.
leave-form = To leave this form, type “stop”.
gone = You have left that form. Nothing was sent.
unreadable = I could not read your last message. Please send it again.
unsigned = I could not trust your last message. It came from a device that you have not confirmed. Please confirm it in your app, then send it again.
not-allowed = Thank you for the invitation. I may not come into rooms of your server. The people who run me can change that.
unencrypted = I do not talk here, as this chat is not encrypted. I have opened another one for the two of us.
changed-identity = { $name } has a new identity in Matrix, and I do not know if it is really them. Until the people who run me have looked at it, I write nothing more here.
cannot-mute = I cannot keep the turns in this room by its rights. Please watch them together.
cannot-pin = I may not pin messages here. So the card is not pinned: please look for it in this thread.
cannot-redact = I may not take away what others write here. Private words that are typed here stay for all to see. So please type them in our own chat.
unsigned-allowed = People may use devices here that nobody has confirmed.
cannot-mute-one = { $name } made this room or looks after it, so I cannot keep them from writing. Please keep to the turns together.
come = I have asked each of you into a chat of your own with me. Please accept it. What is for you alone comes there.
