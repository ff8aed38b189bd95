# What the terminal itself says; everything else comes from the core.
title = Space to Think
only-you = only you see this
changed = changed
file = A file for you: { $name }
no-group = There is no group here yet. Type /new to ask for a session.
gone = You have left that form. Nothing was sent.
not-that = That does not fit here. Please try again.
keys = Type to talk. What stands in brackets presses a button. /help shows all words.
form = Type your answer. An empty line skips a question that may stay empty. / leaves the form.
note = About this demo
suggested = Press Enter to say: { $line }
bye = You have left. Nothing is lost.
