"""The check of facts: carries what was understood to the case presenter, and their answer back."""

from space_to_think.hooks import Effects, Manifest, Scope, View, hookimpl
from space_to_think.messages import Quote, Text
from space_to_think.session.events import FactsConfirmed, FactsCorrected, FactsUnderstood
from space_to_think_plugins._common import button, place, taken, tell, texts


class Facts:
    """A session plugin. The session's own rules hold the order; this only says what is to be done next."""

    @hookimpl
    def declare(self) -> Manifest:
        return Manifest("facts", Text("facts-sentence"), Scope.SESSION, texts=texts("facts"), always_on=True)

    @hookimpl
    def react(self, event: FactsUnderstood | FactsCorrected | FactsConfirmed, view: View) -> Effects:
        session, here = view.session, place(view.session)
        match event:
            case FactsUnderstood(person=person, contribution=said) if session.presenter is not None:
                answers = button("facts-confirm", "confirm"), button("facts-correct", "correct")
                lines = Text("facts-understood"), Quote(said), Text("facts-is-it-right")
                asked = tell(session.presenter, *lines, buttons=answers, call=True, stage=here)
                return taken(person, Text("facts-asked")), asked
            case FactsCorrected(person=person, contribution=said) if session.facilitator is not None:
                again = (button("facts-again", "understood"),)
                lines = Text("facts-corrected"), Quote(said), Text("facts-sum-up-again")
                asked = tell(session.facilitator, *lines, buttons=again, call=True, stage=here)
                return taken(person, Text("facts-told")), asked
            case FactsConfirmed() if session.facilitator is not None and session.presenter is not None:
                onward = (button("facts-next", "next", seen=here),)
                told = tell(session.facilitator, Text("facts-confirmed"), buttons=onward, call=True, stage=here)
                return taken(session.presenter, Text("facts-thanks")), told
            case _:
                return ()


plugin = Facts()
