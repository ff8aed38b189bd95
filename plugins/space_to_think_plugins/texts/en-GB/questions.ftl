# Reflective questions.

questions-sentence = Offers questions that help people think, and never the same one twice in a session.
questions-keeps = Which questions have been shown and asked, and nothing of what was said to them.
questions-argument = one of the sorts, such as feelings
questions-give = Give me a question

questions-offer = These questions may help the group to explore. Press to ask one in the group.
questions-numbered = { $number }. { $question }
questions-ask-number = Ask question { $number }
questions-ask = Ask this in the group
questions-another = Another one
questions-here = Here is a question to think about.
questions-facilitator-asks = { $who } asks:
questions-is-asked = I have asked it in the group.

questions-families = I do not know that sort. There are description, intention, knowledge, impact, alternatives, feelings,
    family and learning. You can also say only { TYPED("question") }.
questions-none-left = All of these have been shown. You can ask for another sort, or put a question of your own.
questions-facilitator = Only the facilitator asks the group. You can put the question to them, or ask it in your turn.
questions-asked = That one has been asked. Here you see the others: { TYPED("question") }.
questions-enough = I have asked a few for you, and the talk is the group’s own. You can still ask this one in your own words.

## The eighteen themes

# description: what was done, what came next, the reasons for that
questions-theme-action = If we had been there, what would we have seen you do?
questions-theme-next = What happened after that?
questions-theme-causes = Why do you think it went on in that way?

# intention: why that action, what it was aiming for, what one was trying to achieve
questions-theme-reason = What made you do it that way, and not some other way?
questions-theme-aim = What did you hope that this step would lead to?
questions-theme-goal = When you think of the whole of it, what did you most want to achieve?

# knowledge: what informed it, and which research did
questions-theme-known = What did you know, or think you knew, that helped you decide?
questions-theme-research = Is there any research or guidance that you had in mind?

# impact: how successful and what difference, by which criteria, how measured
questions-theme-difference = How well did it work, and what is different now?
questions-theme-criteria = What do you go by when you say that it went well, or that it did not?
questions-theme-measure = How could you tell, or even count, that things are getting better?

# alternatives: which there were, and what one would do differently and why
questions-theme-options = What else could you have done at that point?
questions-theme-anew = If you could do it again, what would you change, and why?

# feelings and values
questions-theme-feelings = When you look back on all of it, how do you feel?
questions-theme-values = Did something that you hold dear play a part in this?

# the family's view
questions-theme-view = How do you think the child or the parents felt, and how do you know?

# learning: sense in the light of past experience, and future practice
questions-theme-experience = Have you met something like this before, and what does that tell you now?
questions-theme-future = What will you do in a new way from now on, and how?
