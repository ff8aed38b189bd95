# Disagreements. The first line of each names none: it may show on a locked phone.

escalation-sentence = Shows somebody who disagrees how their own agency takes it further.

escalation-thank-you = Thank you for speaking up. This is for you alone.
escalation-shown = Everybody in the session is shown this now, each by their own agency.
escalation-session = This session is there so that we understand each other. Nobody here decides who is right.
escalation-procedure = To take it further there is a procedure. It has its own steps and dates, and it runs outside this
    session:
escalation-show = Show everybody their own procedure

# For admins
escalation-missing = There is no entry yet for how your agency settles a disagreement. Your people are told whom to ask.
escalation-stale = The procedure for disagreements was to be checked by { $date }. Please check it and set a new date.
escalation-no-owner = The procedure for disagreements has no owner. Please say who looks after it.
