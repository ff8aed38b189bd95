# Care after something hard.

debrief-sentence = Looks after people, and helps them look after each other, when they meet after something hard.
debrief-get = Who is there for me

debrief-start = We look back on something hard, so please take care of yourself first.
debrief-step-out = You need not say a thing, and you can step out. Say { TYPED("away") } and nobody asks why.
debrief-end = Thank you for being here. Here is who is there for you now:
debrief-here = Here is who is there for you:
debrief-self = It is usual to sleep badly, or to feel it late. Eat, walk, and talk to somebody you trust.
debrief-others = Please look out for each other in the next days, and ask twice.
debrief-next-time = What would have helped you on that day? Tell whoever plans for the next time.

# For admins
debrief-missing = There is nobody yet whom your people can turn to after something hard. Please add their numbers.
