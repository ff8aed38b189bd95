# What a facilitator may say. It is an offer: any words will do.

facilitator-script-sentence = Shows the facilitator what to say now, and what comes after that.

facilitator-script-gathering = While people come in, you could say:
facilitator-script-say = You could say now:
facilitator-script-prompt = “{ $prompt }”
facilitator-script-paused = When you are all back, you could say: “Is there something we need before we go on?”

facilitator-script-welcome = { $reason ->
    [needs] “Welcome. We will think about what might help a child and those around them. We look at what is strong first.”
    [stuck] “Welcome. One of us feels stuck. Nobody here has to know the answer.”
    [support] “Welcome. One of us asks for help with their own work. Thank you for that trust.”
    [review] “Welcome. We will look at how well the help works now, and what life is like for the child.”
    [network] “Welcome. We will think about all those who could support this family from here.”
    [debrief] “Welcome. Something hard has happened. We go slowly, and it is fine to step out.”
   *[disagreement] “Welcome. We see this in different ways. Today we try to understand, not to win.”
}
facilitator-script-offload = { $reason ->
    [debrief] “Tell us as much as feels right. You can stop at any point.”
    [disagreement] “Tell us how it looks from where you stand. The others will have their turn.”
   *[needs] “Take your time. We will not ask you anything yet.”
}
facilitator-script-facts = { $reason ->
    [stuck] “Where does it get stuck, as you see it? What would you like from us?”
    [support] “What would help you most today: ideas, or somebody to think with?”
    [disagreement] “On what do we agree? And where do we part?”
   *[needs] “What is hard here? And what help do you want from us?”
}
facilitator-script-exploration = { $reason ->
    [needs] “What does the child need, and what is strong already?”
    [stuck] “What have we not looked at yet?”
    [support] “What do you see in how our colleague works that they may not see?”
    [review] “What is a day like for this child? What has made a difference?”
    [network] “Who else is around this family? Who could do a little more?”
    [debrief] “What was hard? Who looked after you? What would help if it came again?”
   *[disagreement] “What would each of us need to see it as the other does?”
}
facilitator-script-listen = First, listen: let one speak, and leave a pause before the next.
facilitator-script-emphasise = Then say what stands out: “I would like us to stay with that for a moment.”
facilitator-script-empathise = Then try to feel with them: “I think that was hard for you.”
facilitator-script-sum-up = Then sum up in one or two lines what you have heard.
facilitator-script-share-back = Then share it back: “Is that how it is for you?”
facilitator-script-strengths = “Let us say what we saw them do well. One thing each is fine.”
facilitator-script-reflection = { $reason ->
    [stuck] “What is one small thing that could get this moving?”
    [support] “What would help our colleague most from here?”
    [review] “What should we keep, and what could we change?”
    [debrief] “What do we learn for the next time, and what would help us plan for it?”
    [disagreement] “What can we do together while we still see it in different ways?”
    [network] “Who could do what from here, and what matters most?”
   *[needs] “What would make the most difference to the child?”
}
facilitator-script-next-steps = { $reason ->
    [debrief] “What would do you good now? And what is the first small step?”
    [disagreement] “What can all of us stand behind? What is the first small step?”
   *[needs] “There is no need to do it all. What is the first small step?”
}

facilitator-script-ahead = After that comes “{ $title }”. It opens like this: “{ $prompt }”
facilitator-script-close = To close, you could say: “Thank you all. Please keep your own note of today. Is there one word each to end with?”
