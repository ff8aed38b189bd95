thanks-sentence = Keeps a word of thanks for the others, and shows all of them together as the session ends.
thanks-keeps = The thanks, for the group.
thanks-word = a word of thanks
thanks-how-many = { $count ->
    [0] Nobody has said thanks yet.
    [one] One word of thanks is waiting.
   *[other] { $count } words of thanks are waiting.
}
thanks-soon = The session is in its last stage. If you would like to thank somebody, you can do so now.
thanks-shown = Thanks to each other:
