# What the terminal itself says; everything else comes from the core.
title = Space to Think
only-you = only you see this
changed = changed
file = A file for you: { $name }
no-group = There is no group here yet. An invitation comes by itself. To ask for a session of your own, type /new.
gone = You have left that form. Nothing was sent.
not-that = That does not fit here. Please try again.
kept = Enter keeps: { $value }
form = Type your answer and press Enter. To leave the form, type / alone.
note = About this demo
