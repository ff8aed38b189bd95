import tomllib
from collections.abc import Mapping

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from space_to_think.practice.toml import Lines, Path, sentence, syntax_error

TEXT = r"""# line 1
title = "a # is no comment here" # but here
list = [ # and here
    "[not a header]",
    'nor = "a key"',
]
long = ~~~
key = 1
# no comment \" "" ~~~
literal = '''
[table]
'''

[table]
plain = 1
"quoted key" = 2
a.b = { c = 3, d = "}" }

[[things]]
name = 'first'
[things.inner]
x = 1

[[things]]
name = 'second'
[[things.parts]]
y = 1
[[things.parts]]
y = 2
["odd.name".'and'.more]
z = 1
2027-04-01 = "a date for a key"
last = 1""".replace("~~~", '"""')


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("list",), 3),
        (("list", 1), 3),
        (("long",), 7),
        (("literal",), 10),
        (("table",), 14),
        (("table", "plain"), 15),
        (("table", "quoted key"), 16),
        (("table", "a", "b"), 17),
        (("table", "a", "b", "c"), 17),
        (("table", "missing"), 14),
        (("things", 0, "name"), 20),
        (("things", 0, "inner", "x"), 22),
        (("things", 1, "name"), 25),
        (("things", 1, "missing"), 24),
        (("things", 1, "parts", 0, "y"), 27),
        (("things", 1, "parts", 1, "y"), 29),
        (("things",), 19),
        (("odd.name", "and", "more", "z"), 31),
        (("odd.name", "and", "more", "2027-04-01"), 32),
        (("odd.name", "and", "more", "last"), 33),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_the_line_of_a_key(path: Path, line: int) -> None:
    tomllib.loads(TEXT)
    assert Lines(TEXT)[path] == line


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \nc = 2", 2), ("a = 1\na = 2", 2), ('a = 1\nb = "open', 2), ("a = 1\n[b", 2), ("a", 1)],
)
def test_a_syntax_error_has_a_line_and_no_position_in_its_sentence(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    where, what = syntax_error(caught.value, text)
    assert where == line
    assert what.startswith("This is not valid TOML: ")
    assert "column" not in what


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str = "red"
    number: int = 1


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inner: Inner | None = None
    by_name: Mapping[str, Inner] = {}
    odd: float = 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"inner": {"color": 1}}, 'There is no key "color" here. Did you mean "colour"?'),
        ({"by_name": {"x": {"zzz": 1}}}, 'There is no key "zzz" here. There are: colour, number.'),
        ({"zzz": 1}, 'There is no key "zzz" here. There are: by_name, inner, odd.'),
        ({"inner": {"number": "secret"}}, "This has to be a whole number."),
        ({"inner": {"colour": 7}}, "This has to be text in quotes."),
        ({"inner": 7}, "This has to be a table of its own."),
        (
            {"odd": "secret"},
            "This is not right. Input should be a valid number, unable to parse string as a number.",
        ),
    ],
)
def test_plain_sentences_for_wrong_values(data: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(data)
    assert [sentence(Outer, error) for error in caught.value.errors()] == [said]
