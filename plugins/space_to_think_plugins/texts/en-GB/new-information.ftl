# News that does not belong in a session. The first line names nothing: it may show on a locked phone.

new-information-sentence = Says where news belongs, as it does not belong here. Keeps what somebody decides, for them alone.
new-information-keeps = What somebody decides to share or not, until they fetch their note. Nobody else sees it.

new-information-stop = Thank you for stopping to think. This is for you alone.
new-information-belongs = News about a child or a family does not belong here. It goes the usual way, so that it gets into
    the record. Tell the worker who leads on this child, or take it to the next meeting about them.
new-information-who-needs = Who needs to know it to do their part? And does the family know that you will share it?
new-information-danger = If somebody may come to harm, do not wait. Flag that instead, and I show you where to turn.
new-information-decide = Please decide: do you share it or not, why, and with whom? I can keep your answer for your own note.
new-information-write = Write down what I decide
new-information-go-on = The session can go on now. I forget what you wrote as soon as you have your note.

new-information-decision = what I decide to share
new-information-title = What I decide
new-information-without = Please leave out the news itself, and all names.
new-information-field = Do I share it or not? Why, and with whom?
new-information-hint = I share it with …, because … Or: I do not share it, because …
