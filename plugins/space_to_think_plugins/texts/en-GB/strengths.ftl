# The round of strengths.

strengths-sentence = Invites each person to say what they value in the case presenter, and shows it all together.
strengths-keeps = The strengths, until the session is forgotten. Without names, nobody knows who gave which.
strengths-strength = a strength

strengths-somebody = the case presenter
strengths-invite = What do you value in how { $presenter } works? It may be a strength, a quality or a skill.
strengths-with-names = I show all of them together when the stage closes, each with its name.
strengths-without-names = I show all of them together when the stage closes, without names. So you cannot take yours back. What
    you write in the group has your name.
strengths-reminder = There is still time to say what you value in { $presenter }. A few words are enough.
strengths-give = Give a strength
strengths-pass = Pass this time

strengths-how = Press “Add…”, and I show all of them together when this stage ends. You can also write it here for all to see.

strengths-count = { $count ->
    [0] No strength has been given yet. You can give one too.
    [one] One strength has been given.
   *[other] { $count } strengths have been given.
}
strengths-read = Read them first
strengths-read-first = Please read these before everybody sees them. You can hold one back, and nobody will know whose it was.
strengths-hold = Hold back

strengths-see = See the strengths
strengths-not-yet = The strengths are shown together when the stage closes. Until then nobody can see them.
strengths-revealed = What we value in { $presenter }:
strengths-keep = Here is what the group values in you, as a file for you to keep.
strengths-sheet = What colleagues value in how you work
