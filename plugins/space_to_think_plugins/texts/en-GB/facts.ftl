# The check of facts.

facts-sentence = Asks the case presenter if they were understood, and tells the facilitator what they say.

facts-understood = The facilitator has summed up what they understood. Please read it.
facts-is-it-right = Is it right? If not, put it in your own words.
facts-confirm = Yes, that is right
facts-correct = Put it right

facts-asked = Thank you. I have asked the case presenter if that is right, and will tell you what they say.

facts-corrected = The case presenter would put it in another way:
facts-sum-up-again = Please sum it up once more, so that they can say yes.
facts-again = Sum up again

facts-told = Thank you. I have asked the facilitator to sum it up once more.
facts-thanks = Thank you. It stands on the card now, and the facilitator can move us on.

facts-confirmed = The case presenter says that you got it right. Shall we move on?
facts-next = Move on
