# What is taken away, and what comes next.

next-steps-sentence = Gives the case presenter their notes and the ideas back, and keeps their summary and plan.
next-steps-keeps = The summary and the actions, for the group.

next-steps-summary = a summary
next-steps-action = an action, with a date if you like

next-steps-open = It is your turn to say what you take away, and what you will do next.
next-steps-notes = Your notes:
next-steps-ideas = What the group thought of:
next-steps-ideas-next-step = What could be done next:
next-steps-ideas-strategy = Ways to go about it:
next-steps-ideas-learning = Themes, and what we learn:
next-steps-sum-up = Sum up
next-steps-plan = Plan an action

next-steps-summed-up = What the case presenter takes away:
next-steps-planned = Next steps:
next-steps-by = By { $day }.

next-steps-calendar = My plan for my calendar
next-steps-file = Here are your next steps with their days. You can put this file into your own calendar.
next-steps-too-late = Some of these days come when I have erased all the rest. I keep those for you alone, and remind you.
    A week after its day each one is gone as well.
next-steps-no-dates = You have no next step with a day yet. You can give one: { TYPED("action") } and what, then “by Friday”.
next-steps-due = This is what you wanted to do by { $day }:
next-steps-due-only-you = I remind nobody but you, and I do not ask again.
