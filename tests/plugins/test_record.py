"""The record: each person's own note, as a message and a file, in words that a child can read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from space_to_think.delivery import File
from space_to_think.messages import Message, Person
from space_to_think.session import commands as c
from space_to_think.session import events as e
from space_to_think.wording import readability
from tests.plugins.play import AGENCIES, ASYNC, MONDAY, Play, Refused, presses, to, wording

ON = {**AGENCIES, "north": replace(AGENCIES["north"], plugins=frozenset({"new-information"}))}


def file(play: Play, message: Message) -> File:
    assert message.document is not None
    assert isinstance(message.to, Person)
    return wording().document(message.document, play.reader(message.to.number), play.known)


def ended(*, shared: bool = False) -> tuple[Play, list[Message]]:
    play = Play("record", agencies=ON).start(3, 4)
    if shared:
        play.give(3, "sharing", "I share it with the school nurse, because she needs it.")
    play.to("next_steps")
    play.give(1, "summary", "I take away that we can wait.")
    play.do(c.Give(1, "action", "Ring the school", due=MONDAY + timedelta(days=7)))
    return play, play.end()


def test_at_the_end_everybody_gets_their_own_and_nobody_else_s() -> None:
    play, notes = ended()
    assert [note.to for note in notes] == [Person(1), Person(2), Person(3), Person(4)]
    words = play.words(notes[2])
    assert words.startswith("A note for the record\nOn Monday 23 November 2026 some of us met")
    assert "The number of our session is STT-7K2M3." in words
    assert "We call it a space to think." in words
    assert "My part was to listen" in words
    assert "I work for North Council." in words
    assert "There was no vote." in words
    assert "If I shared something new, or kept it back, I write here" in words
    assert "Ring the school" not in words


def test_the_presenter_s_has_the_plan_with_its_dates() -> None:
    play, notes = ended()
    words = play.words(notes[0])
    assert "What I take away:\n> I take away that we can wait." in words
    assert "What I will do next:\n> Ring the school\nBy Monday 30 November 2026." in words


def test_over_days_it_says_from_when_to_when() -> None:
    play = Play("record", pace=ASYNC).start(3, 4)
    play.now += timedelta(days=40)
    play.to("next_steps")
    note = to(play.end(), 3)[0]
    assert "From Monday 23 November 2026 to Saturday 2 January 2027 some of us wrote to each other" in play.words(note)


def test_whoever_leaves_gets_theirs_then_and_not_again() -> None:
    play = Play("record").start(3, 4, 5)
    (note,) = play.do(c.Leave(5))
    assert note.to == Person(5)
    assert note.asked
    assert "I left before it was over." in play.words(note)
    assert "There was no vote" not in play.words(note)
    play.to("next_steps")
    assert to(play.end(), 5) == []


def test_whoever_leaves_before_it_began_gets_none() -> None:
    assert Play("record").gather(3, 4, 5).do(c.Leave(5)) == []


def test_whoever_guided_for_a_time_has_that_in_theirs() -> None:
    play = Play("record").start(3, 4, 5)
    play.do(c.Leave(2))
    (note,) = play.do(c.Leave(2))
    assert "For a time my part was to lead the talk." in play.words(note)


def test_where_nothing_was_planned_it_says_no_more_than_that() -> None:
    play = Play("record").start(3, 4)
    play.to("next_steps")
    for note in play.end():
        assert "We wrote down no next step, and there was no vote." in play.words(note)
        assert "what to do next" not in play.words(note)


def test_what_somebody_decided_to_share_stands_in_theirs_alone() -> None:
    play, notes = ended(shared=True)
    assert "> I share it with the school nurse" in play.words(notes[2])
    assert not any("school nurse" in play.words(note) for note in (notes[0], notes[1], notes[3]))


def test_what_was_decided_stands_in_the_first_note_and_the_next_one_says_so() -> None:
    """It is erased as the first one arrives, so what would show it less well is not offered beside it."""
    play = Play("record", agencies=ON).start(3, 4)
    play.give(3, "sharing", "I share it with the school nurse, because she needs it.")
    (first,) = play.call("record", "record", 3)
    assert "school nurse" in play.words(first)
    assert presses(first) == []
    (again,) = play.call("record", "record", 3, "text")
    assert "stands in a note that I got before this one." in play.words(again)
    play.give(3, "sharing", "I do not share it with the landlord, because he has no part in it.")
    play.to("next_steps")
    last = play.words(to(play.end(), 3)[0])
    assert "landlord" in last
    assert "school nurse" not in last


@pytest.mark.parametrize(("rest", "type"), [("", "text/html"), ("text", "text/plain")])
def test_it_can_be_fetched_as_a_page_or_as_text(rest: str, type: str) -> None:
    play, _ = ended()
    (note,) = play.call("record", "record", 1, rest)
    assert note.asked
    assert presses(note) == ([] if rest else ["record text"])
    made = file(play, note)
    assert made.type == type
    assert made.name.startswith("note-stt-7k2m3.")
    whole = made.data.decode()
    assert "Ring the school" in whole
    assert "How hard this is to read: level " in whole
    if not rest:
        assert "<h1>A note for the record</h1>" in whole
        assert "@media print" in whole


def test_the_whole_note_is_easy_to_read_and_names_nobody() -> None:
    play, notes = ended()
    for note in notes:
        whole = play.words(note)
        assert readability.index(whole.replace("\n> ", "\n").replace("STT-7K2M3", "Sam")) <= 6
        assert "p1" not in whole
        assert "p3" not in whole


def test_before_the_start_and_after_it_is_erased_there_is_none() -> None:
    play = Play("record").gather(3, 4)
    with pytest.raises(Refused):
        play.call("record", "record", 3)
    play, _ = ended()
    play.tick_until(e.Erased)
    with pytest.raises(Refused, match="record-gone"):
        play.call("record", "record", 3)


def test_it_can_be_asked_for_while_the_session_runs() -> None:
    play = Play("record").start(3, 4)
    assert to(play.call("record", "record", 4), 4)
