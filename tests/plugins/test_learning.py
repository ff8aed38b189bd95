"""Learning: one's own sheet for supervision, with one's own words and prompts, and nobody else's."""

from dataclasses import replace

import pytest

from space_to_think.messages import Person
from space_to_think.session import commands as c
from tests.plugins.play import AGENCIES, Play, Refused, presses, wording

ON = {**AGENCIES, "north": replace(AGENCIES["north"], plugins=frozenset({"learning"}))}


def test_the_sheet_holds_one_s_own_words_and_nobody_else_s() -> None:
    play = Play("learning", agencies=ON).start(3, 4)
    play.give(3, "lesson", "I talk too early.")
    play.give(4, "lesson", "Silence helps.")
    play.to("reflection")
    play.give(3, "idea", "Ask them what they would like.")
    play.do(c.Give(3, "idea", "We ask too late.", "learning"))
    (sheet,) = play.call("learning", "learning", 3)
    assert sheet.to == Person(3)
    words = play.words(sheet)
    assert words.startswith("Here is your learning sheet. Nobody else gets it. Read it first")
    assert "What I noted as learnt:\n" in words
    assert "I talk too early." in words
    assert "Themes that I saw:\n> We ask too late.\nIdeas that I gave:\n> Ask them what they would like.\n" in words
    assert "Silence helps." not in words
    assert "Please leave out who said what, and which agency they work for." in words
    assert "What would I like to ask for in supervision?" in words


def test_it_is_a_page_that_names_nobody() -> None:
    play = Play("learning", agencies=ON).start(3, 4)
    play.give(3, "lesson", "I talk too early.")
    (sheet,) = play.call("learning", "learning", 3)
    assert sheet.document is not None
    page = wording().document(sheet.document, play.reader(3), play.known)
    assert page.name == "learning-stt-7k2m3.html"
    whole = page.data.decode()
    assert "<h1>What I learn from it</h1>" in whole
    assert "North Council" not in whole
    assert "p3" not in whole


def test_without_notes_there_are_still_the_prompts() -> None:
    play = Play("learning", agencies=ON).start(3, 4)
    (sheet,) = play.call("learning", "learning", 4)
    assert "What surprised me?" in play.words(sheet)
    assert "What I noted" not in play.words(sheet)


def test_at_the_end_only_those_are_told_who_noted_something() -> None:
    play = Play("learning", agencies=ON).start(3, 4)
    play.give(3, "lesson", "I talk too early.")
    play.to("next_steps")
    (ready,) = play.end()
    assert ready.to == Person(3)
    assert presses(ready) == ["learning"]


def test_before_the_start_there_is_none() -> None:
    with pytest.raises(Refused):
        Play("learning", agencies=ON).gather(3, 4).call("learning", "learning", 3)


def test_where_the_agency_has_it_off_it_is_not_there() -> None:
    with pytest.raises(Refused, match="refuse-plugin-off"):
        Play("learning").start(3, 4).call("learning", "learning", 3)
