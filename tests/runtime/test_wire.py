"""Messages and orders as JSON: every value comes back as it was."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from space_to_think import messages as m
from space_to_think.practice.model import Role
from space_to_think.runtime import orders, wire
from space_to_think.session.state import Phase

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
TEXT = m.Text(
    "some-text",
    {
        "yes": True,
        "number": 3,
        "slug": "child",
        "at": NOON,
        "span": timedelta(minutes=5),
        "who": m.Who(2, call=True),
        "all": (m.Who(1), m.Who(2)),
        "until": m.Until(NOON),
        "stage": m.OfPractice("title", "offload"),
        "setting": m.Setting("questions", "own", 3),
        "agency": m.Agency(2),
        "inner": m.Text("other", {"none": ()}),
    },
)
CARD = m.Card(
    (
        TEXT,
        m.Quote("c1", named=False),
        m.Quotes("idea", 2, by=1, each=m.Button(m.Text("hold"), "hold")),
        m.Signpost("child"),
        m.Bar(NOON, NOON + timedelta(minutes=5)),
        m.OfPractice("rule", "1"),
    ),
    (m.Button(m.Text("done"), "done", discreet=True, seen="1.2"),),
)


@pytest.mark.parametrize(
    "value",
    [
        m.Message(m.GROUP, CARD, slot="card", call=True),
        m.Message(Role.FACILITATOR, CARD, asked=True, stage="1.2"),
        m.Message(m.Person(3), m.Card(()), hint=True, safety=True, answer=True),
        m.Message(m.Person(3), CARD, document=m.Document("note.txt", "text/plain", CARD)),
        orders.Open(),
        orders.Open(room="00ff"),
        orders.Bring((1, 2)),
        orders.Let(None),
        orders.Let((1,)),
        orders.Hold("card"),
        orders.Close(),
    ],
)
def test_what_was_written_is_read_as_it_was(value: object) -> None:
    assert wire.loads(wire.dumps(value)) == value


def test_what_is_as_usual_is_left_out() -> None:
    assert wire.dumps(m.Message(m.GROUP, m.Card(()))) == (
        '{"$":"Message","to":{"$":"Group","v":"group"},"card":{"$":"Card","lines":[]}}'
    )


def test_a_slug_of_some_other_list_stays_a_slug() -> None:
    assert wire.loads(wire.dumps(m.Text("t", {"phase": Phase.OPEN}))) == m.Text("t", {"phase": "open"})


def test_what_a_newer_version_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="Hologram"):
        wire.loads('{"$":"Hologram"}')


def test_a_card_has_the_same_hash_until_it_changes() -> None:
    assert wire.digest(CARD) == wire.digest(m.Card(CARD.lines, CARD.buttons))
    assert wire.digest(CARD) != wire.digest(m.Card(CARD.lines))


class Shade(str):
    """What a plugin may have made of a slug."""


def test_a_plugin_s_own_kind_of_text_is_text() -> None:
    assert wire.loads(wire.dumps(m.Text("t", {"shade": Shade("red")}))) == m.Text("t", {"shade": "red"})


def test_what_is_none_of_ours_is_refused() -> None:
    with pytest.raises(TypeError, match="no Decimal can be written down"):
        wire.dumps(m.Text("t", {"much": Decimal(1)}))  # type: ignore[dict-item]
