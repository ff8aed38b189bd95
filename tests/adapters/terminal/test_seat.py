"""A seat holds what is in sight."""

from datetime import UTC, datetime

from space_to_think.delivery import Post
from space_to_think.rendered import Quoted, RenderedButton, RenderedCard, RenderedForm, Said
from space_to_think_adapters.terminal.seat import KEPT, Seat

NOW = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
DONE = RenderedButton("I’m done", "done")
CONCERN = RenderedButton("I have a concern", "flag", discreet=True)
NEXT = RenderedButton("Move on", "next")


def card(*buttons: RenderedButton, text: str = "Hello") -> RenderedCard:
    return RenderedCard((Said((text,)),), buttons)


def test_the_cards_stand_above_the_talk_and_are_numbered_through() -> None:
    seat = Seat()
    assert seat.show(NOW, "1", Post(card(DONE, CONCERN), slot="card"), private=False) is None
    assert seat.show(NOW, "2", Post(card(NEXT), slot="facilitator", shared=False), private=True) is None
    assert seat.talk == []
    assert seat.numbers("card") == {"1": DONE, "2": CONCERN}  # nobody sees what is pressed here
    assert seat.numbers("facilitator") == {"3": NEXT}
    assert seat.keys() == {"1": DONE, "2": CONCERN, "3": NEXT}


def test_a_message_in_the_talk_has_letters() -> None:
    seat = Seat()
    item = seat.show(NOW, "1", Post(card(DONE, CONCERN), shared=False), private=True)
    assert item is not None
    assert item.private
    assert item.letters == "ab"
    assert seat.keys() == {"a": DONE, "b": CONCERN}


def test_an_older_message_loses_its_letters_but_its_buttons_are_in_sight() -> None:
    seat = Seat()
    for number in range(40):
        seat.show(NOW, str(number), Post(card(RenderedButton("Yes", f"agree q{number}"))), private=True)
    assert {button.words for button in seat.keys().values()} <= {f"agree q{number}" for number in range(35, 40)}
    assert RenderedButton("Yes", "agree q39") in seat.keys().values()
    assert RenderedButton("Yes", "agree q0") in seat.pressable()


def test_an_edited_message_comes_again_and_the_old_one_cannot_be_pressed() -> None:
    seat = Seat()
    seat.show(NOW, "1", Post(card(DONE)), private=True)
    item = seat.show(NOW, "1", Post(card(NEXT), replaces="1"), private=True)
    assert item is not None
    assert item.changed
    assert list(seat.keys().values()) == [NEXT]
    assert [post.card for post in seat.posts(private=True)] == [card(NEXT)]


def test_a_quote_has_its_own_button() -> None:
    seat = Seat()
    quoted = Quoted(None, "mine", RenderedButton("Take it out", "withdraw x"))
    seat.show(NOW, "1", Post(RenderedCard((quoted,), (DONE,))), private=True)
    assert [button.words for button in seat.keys().values()] == ["withdraw x", "done"]


def test_what_is_told_asked_and_heard_goes_into_the_talk() -> None:
    seat = Seat()
    assert seat.tell(NOW, card()).private
    assert seat.ask(NOW, RenderedForm("pause", "Pause", ())).private
    assert seat.filling is not None
    assert not seat.hear(NOW, "Ros", "Good morning").private
    assert len(seat.talk) == 3


def test_a_card_that_is_taken_away_is_gone() -> None:
    seat = Seat()
    seat.show(NOW, "1", Post(card(DONE), slot="card"), private=False)
    assert seat.knows("1")
    seat.forget_card("1")
    assert not seat.knows("1")
    assert seat.keys() == {}


def test_the_talk_does_not_grow_without_end() -> None:
    seat = Seat()
    for _ in range(KEPT + 5):
        seat.hear(NOW, "Ros", "again")
    assert len(seat.talk) == KEPT
