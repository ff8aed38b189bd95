"""Who may do what in which state: the session's own table."""

from docs.pages.markdown import page, table
from space_to_think.session.state import Phase
from space_to_think.session.tables import MAY, WORD, Seat

SEATS = {
    Seat.FACILITATOR: "the facilitator",
    Seat.PRESENTER: "the case presenter",
    Seat.CONSULTANT: "a consultant",
    Seat.REQUESTER: "whoever requested the session, in whatever role",
    Seat.INVITED: "somebody who has been invited and has not answered",
    Seat.ASKING: "somebody who came late and waits for the facilitator’s yes",
    Seat.GONE: "somebody who declined or left",
    Seat.REMOVED: "somebody whom the facilitator took out",
    Seat.OUTSIDER: "somebody who has nothing to do with the session",
    Seat.CLOCK: "the service itself",
}
PARTICIPANTS = frozenset({Seat.FACILITATOR, Seat.PRESENTER, Seat.CONSULTANT})
EVERYBODY = frozenset(Seat) - {Seat.CLOCK}


def text() -> str:
    """The page."""
    return page(
        "Who may do what, and when",
        "One table decides this: `MAY` in `session/tables.py`. What is not in it is refused, with a sentence that "
        "says what can be done instead. Some commands have conditions of their own beyond this table; the words "
        "that people type for them are in [the words](words.md).",
        table(
            ("Command", *(phase.value for phase in Phase)),
            (
                (f"`{command.__name__}`", *(_seats(allowed.get(phase, frozenset())) for phase in Phase))
                for command, allowed in MAY.items()
            ),
        ),
        "## How somebody stands to a session",
        "*everyone* is all of these but the service itself; *participants* are facilitator, case presenter and "
        "consultants. Whoever requested the session has that seat beside the one of their role.",
        "\n".join(f"- *{seat.value}*: {meaning}" for seat, meaning in SEATS.items()),
        "## Commands that people know by another word",
        table(("Command", "Called"), ((f"`{c.__name__}`", word) for c, word in WORD.items())),
    )


def _seats(seats: frozenset[Seat]) -> str:
    if not seats:
        return "–"
    if seats >= EVERYBODY:
        return "everyone"
    rest = [seat.value for seat in Seat if seat in seats]
    if seats >= PARTICIPANTS:
        rest = ["participants", *(seat.value for seat in Seat if seat in seats - PARTICIPANTS)]
    return ", ".join(rest)
