# A message that came early, and thoughts that wait for their turn.

turn-keeper-sentence = Tells somebody who speaks early, in private, and keeps the thought for them until their turn.
turn-keeper-keeps = Thoughts that people park, until their author has them back. Nobody else sees them.
turn-keeper-thought = a thought for later

turn-keeper-early = Thank you for your thought. “{ $stage }” is for others to speak, and your turn comes later.
turn-keeper-offer = I have not kept what you wrote, and you need do nothing. If you like, delete it there and park the
    thought with me. I will bring it back to you when it is your turn.
turn-keeper-park = Park a thought

turn-keeper-quiet = Not heard from yet in this stage: { $people }.
turn-keeper-hear = Invite those we have not heard
turn-keeper-invite = The facilitator would like to hear you in “{ $stage }”. Only if you wish: a few words are enough.
turn-keeper-add = Add something
turn-keeper-pass = Not this time
turn-keeper-invited = I have asked them, each in private. Nobody else knows.
turn-keeper-all-heard = There is nobody left to ask in this stage. Each of us has been heard, or has been asked.
turn-keeper-balance = How the talk is spread
turn-keeper-balance-head = How often each of us has written in this stage. It says nothing of how good it was.
turn-keeper-count = { $who }: { $count }

turn-keeper-back = Your turn has come. This is what you parked for it:
turn-keeper-end = The session has ended. This is what you parked, and its turn did not come:
turn-keeper-only-here = I have not kept it, so it stands only here now.
