from pathlib import Path

import pytest

from space_to_think.practice.calendar import Calendar
from space_to_think.practice.load import PracticeError, load_practice, shipped
from space_to_think.practice.model import Closing, Practice, Role, Window
from space_to_think.practice.pace import Pace, PaceKind, plan

F, P, C = Role.FACILITATOR, Role.PRESENTER, Role.CONSULTANT
OWN = (Path(__file__).parent / "peer-learning.toml").read_text(encoding="utf-8")


def own() -> Practice:
    return load_practice(OWN, "peer-learning.toml")


def test_the_shipped_practice_is_the_guidances() -> None:
    told: list[tuple[object, ...]] = [
        (s.key, s.speaks, s.listens, s.window, s.closes, s.plain, s.newcomers) for s in shipped().stages
    ]
    assert told == [
        ("offload", {P}, {F, C}, Window(5, 10, 1), Closing.WORD, None, True),
        ("facts", {F, P}, {C}, Window(3, 6, 1), Closing.CONFIRM, None, True),
        ("exploration", {F, P, C}, set(), Window(10, 20, 3), Closing.TIME, None, True),
        ("strengths", {F, C}, {P}, Window(2, 4, 1), Closing.TIME, "strength", False),
        ("reflection", {F, C}, {P}, Window(10, 10, 2), Closing.TIME, "idea", False),
        ("next_steps", {P}, {F, C}, Window(5, 10, 2), Closing.FACILITATOR, None, False),
    ]


def test_the_shipped_practice_has_everything_that_people_are_told() -> None:
    practice = shipped()
    assert (practice.name, practice.budget) == ("space-to-think", Window(30, 35, 10))
    assert len(practice.ground_rules) == 6
    assert set(practice.roles) == set(Role)
    assert all(stage.title and stage.purpose and stage.prompt for stage in practice.stages)
    assert "  " not in "".join(practice.ground_rules)


def test_the_shipped_practice_is_read_once() -> None:
    assert shipped() is shipped()


def test_a_stage_is_found_by_its_key() -> None:
    assert shipped().stage("facts").title == "Checking of facts"
    with pytest.raises(KeyError):
        shipped().stage("tea")


def test_an_agencys_own_practice_has_its_own_stages() -> None:
    practice = own()
    assert [stage.key for stage in practice.stages] == [
        "welcome",
        "question",
        "asking",
        "guesses",
        "answers",
        "ideas",
        "closing",
    ]
    assert practice.budget is None
    assert practice.ground_rules[1] == 'It\'s fine to "not know".'


def test_its_facilitator_is_in_no_stage_of_the_group() -> None:
    group = [stage for stage in own().stages if C in stage.speaks]
    assert len(group) == 3
    assert not any(F in stage.speaks | stage.listens for stage in group)


def test_its_plan_has_seven_stages() -> None:
    planned = plan(own(), Pace(PaceKind.ASYNC), Calendar())
    assert len(planned) == 7
    assert sum(stage.given.total_seconds() for stage in planned) == 10 * 8 * 3600


def line_of(start: str) -> int:
    return next(n for n, line in enumerate(OWN.splitlines(), 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ('name = "peer', 'nmae = "peer', line_of("name"), "nmae", 'Did you mean "name"?'),
        ("version = 3", "version = 0", line_of("version"), "version", "at least 1"),
        ("version = 3", 'version = "3"', line_of("version"), "version", "a whole number"),
        ('title = "Peer learning"', 'title = " "', line_of("title"), "title", "must not be empty"),
        ('title = "Peer learning"', "", 1, "title", "it is missing"),
        ("version = 3", "version = 3\nbudget = [40, 30]", 5, "budget", "the first is larger"),
        ('consultant = "You think along."', "", line_of("[roles]"), "roles.consultant", "it is missing"),
        ('speaks = ["facilitator"]', "speaks = []", 19, "stages.speaks", "at least 1"),
        ('speaks = ["facilitator"]', 'speaks = ["chair"]', 19, "stages.speaks", "'facilitator', 'presenter'"),
        ('speaks = ["facilitator"]', 'speaks = "facilitator"', 19, "stages.speaks", "in square brackets"),
        ('listens = ["presenter", "consultant"]', 'listens = ["facilitator"]', 20, "stages.listens", "not both"),
        ("minutes = [2, 5]", "minutes = [5, 2]", 21, "stages.minutes", "the first is larger"),
        ("minutes = [2, 5]", "minutes = [5]", 21, "stages.minutes", "at least 2"),
        ("minutes = [2, 5]", "minutes = [1, 2, 5]", 21, "stages.minutes", "at most 2"),
        ("minutes = [2, 5]", "minutes = [0, 5]", 21, "stages.minutes", "at least 1"),
        ("minutes = [2, 5]", "minutes = [2, 500]", 21, "stages.minutes", "at most 480"),
        ("minutes = [2, 5]", "", 14, "stages.minutes", "it is missing"),
        ('closes = "facilitator"', 'closes = "vote"', 23, "stages.closes", "'word', 'confirm', 'time'"),
        ('plain = "idea"', "plain = true", line_of("plain"), "stages.plain", "text in quotes"),
        ('plain = "idea"', 'plain = "Idea!"', line_of("plain"), "stages.plain", "small letters"),
        ('key = "asking"', 'key = "question"', 37, "stages.key", "two stages with the key"),
        ('plain = "idea"\nnewcomers = false', "newcomers = true", line_of("plain"), "stages.newcomers", "Say false"),
        ('plain = "idea"\nnewcomers = false', "newcomers = 1", line_of("plain"), "stages.newcomers", "true or false"),
        ("version = 3", "version = ", line_of("version"), "", "not valid TOML"),
        ("version = 3", "version = 3\nversion = 4", line_of("version") + 1, "", "not valid TOML"),
    ],
)
def test_a_fault_says_where_it_is_and_what_would_be_right(old: str, new: str, line: int, key: str, said: str) -> None:
    assert old in OWN
    with pytest.raises(PracticeError) as caught:
        load_practice(OWN.replace(old, new, 1), "our.toml")
    error = caught.value
    assert (error.file, error.key) == ("our.toml", key)
    assert said in error.sentence
    assert error.line == line
    assert str(error).startswith(f"our.toml, line {line}")
    assert str(error).endswith(error.sentence)


def test_of_several_faults_the_first_is_told() -> None:
    text = OWN.replace("minutes = [2, 5]", "minutes = [0, 5]").replace("minutes = [3, 5]", "minutes = [0, 5]")
    with pytest.raises(PracticeError) as caught:
        load_practice(text, "our.toml")
    assert caught.value.line == 21


def test_stages_cannot_be_left_out() -> None:
    text = OWN[: OWN.index("[[stages]]")]
    with pytest.raises(PracticeError, match="stages: This is needed"):
        load_practice(text, "our.toml")
