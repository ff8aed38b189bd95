"""The story: invented, whole, and without anybody's name in the case."""

import re

from space_to_think.cli.demo.story import SEATS, story
from space_to_think.practice.load import shipped
from space_to_think.practice.model import Closing, Role

LINES = [cue.line for cues in story().stages.values() for cue in cues] + [each.line for each in story().reactions]
SEAT = {"presenter": Role.PRESENTER, "facilitator": Role.FACILITATOR}


def test_every_seat_is_played_by_somebody_of_an_agency_of_their_own() -> None:
    actors = story().actors
    assert sorted(actor.seat for actor in actors) == sorted(SEATS)
    assert {actor.agency for actor in actors} == set(story().agencies)


def test_every_stage_has_lines_for_those_who_speak_in_it() -> None:
    for stage in shipped().stages:
        lines = [cue.line for cue in story().stages[stage.key]]
        if stage.closes is Closing.CONFIRM:  # the presenter reacts to what was understood
            lines += [reaction.line for reaction in story().reactions]
        assert stage.speaks <= {SEAT.get(line.seat, Role.CONSULTANT) for line in lines}, stage.key


def test_everybody_but_the_presenter_gives_a_strength_and_consultants_give_ideas() -> None:
    def who(word: str) -> set[str]:
        return {line.seat for line in LINES if line.call and line.text.startswith(f"{word} ")}

    assert who("strength") == set(SEATS) - {"presenter"}
    assert who("idea") >= {"first", "second", "third"}
    assert who("park")
    assert who("summary") == who("action") == who("note") == {"presenter"}


def test_somebody_speaks_out_of_turn() -> None:
    said = [cue.line for cue in story().stages["offload"] if not cue.line.call]
    assert any(line.seat != "presenter" for line in said)


def test_the_case_names_nobody() -> None:
    names = {actor.name for actor in story().actors} | set(story().agencies.values())
    for line in LINES:
        assert not any(name in line.text for name in names), line.text
        # Only the beginning of a sentence, the days and I are written with a capital.
        inside = re.findall(r"(?<![.?!:] )(?<!^)\b[A-Z]\w*", line.text.partition(" ")[2] if line.call else line.text)
        assert {word for word in inside if not word.endswith("day") and not word.endswith("days")} <= {"I"} | first(
            line.text
        )


def first(text: str) -> set[str]:
    """The words that begin a sentence, after a word for the bot too."""
    return set(re.findall(r"(?:^|[.?!:] |^\w+ (?:[\w-]+: )?)([A-Z]\w*)", text))


def test_lines_come_in_the_order_of_their_times() -> None:
    for stage, cues in story().stages.items():
        times = [cue.at for cue in cues]
        assert all(0 < at < 1 for at in times)
        if stage != "exploration":  # its last words are said by all at much the same time
            assert times == sorted(times)
