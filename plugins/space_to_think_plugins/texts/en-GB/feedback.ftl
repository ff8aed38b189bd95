# A short round at the end, without names.

feedback-sentence = Asks at the end, without names, if it felt safe and if it was of use.
feedback-keeps = The answers, without names. If fewer than three people answer, I show them to nobody and erase them.

feedback-ask = How was it for you?
feedback-here = How was it for you? Here are two short questions, and room for your own words.
feedback-nobody = Your answer has no name on it, and I cannot find out whose it is. So you cannot take it back.
feedback-from = When we end, all of us see the answers, if there are at least { $count }. If there are fewer, I erase them.
feedback-answer = { $question ->
    [safe] Did it feel safe?
   *[useful] Was it of use?
} { $answer ->
    [yes] Yes
    [partly] In part
   *[no] No
}
feedback-own-words = Say it in my own words
feedback-later = I ask this at the very end, in the last stage.
feedback-few = Too few of us are here for that. Others could tell that it was you.

feedback-safe = how safe it felt
feedback-useful = how useful it was
feedback-comment = how it was, in my own words
feedback-safe-shown = Did it feel safe?
feedback-useful-shown = Was it of use?
feedback-comment-shown = In our own words:
feedback-too-few = { $some ->
    [yes] To one of the questions there were too few answers. I showed them to nobody, and they are gone soon.
   *[no] Too few of us said how it was. I showed it to nobody, and it is gone soon.
}
