# Ideas and notes.

reflection-sentence = Gathers the group’s ideas, and keeps the case presenter’s own notes for them alone.
reflection-keeps = The ideas, for the group, and the case presenter’s notes, for nobody but them.

reflection-idea = an idea
reflection-idea-priority = what matters most
reflection-idea-next-step = a next step
reflection-idea-strategy = something to try
reflection-idea-learning = a theme, or something to learn from
reflection-note = a note to myself

reflection-listen = The group thinks aloud now, and you listen. You can take notes with me, and nobody else sees them.
reflection-take-note = Take a note

reflection-how = What you write here in your turn counts as an idea, and I keep it. You can take it back.
reflection-ideas = Ideas so far:
reflection-ideas-next-step = What could be done next:
reflection-ideas-strategy = Ways to go about it:
reflection-ideas-learning = Themes, and what we learn:
