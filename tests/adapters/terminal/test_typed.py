"""A typed line means one thing."""

import pytest

from space_to_think.rendered import RenderedButton
from space_to_think_adapters.terminal.typed import Empty, Press, Speech, Words, clean, mentioned, read

DONE = RenderedButton("I’m done", "done")


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("Good morning", Speech("Good morning")),
        ("  spaces around  ", Speech("spaces around")),
        ("/done", Words("done")),
        ("/ park my thought ", Words("park my thought")),
        ("/1", Press(DONE)),
        ("/A", Press(DONE)),
        ("1", Speech("1")),
        ("a", Speech("a")),
        ("/2", Words("2")),
        ("", Empty()),
        ("   ", Empty()),
        ("/", Empty()),
    ],
)
def test_a_line(line: str, meaning: object) -> None:
    assert read(line, {"1": DONE, "a": DONE}) == meaning


def test_what_would_steer_the_terminal_is_taken_out() -> None:
    assert clean("a\x1b[2Jb\x07c\u202ed\n\té ü 👍") == "a[2Jbcd\n\té ü 👍"


def test_mentions_are_found_once_each_and_in_order() -> None:
    assert mentioned("invite @Sam and @ros, @sam. not me@home") == ("sam", "ros")
