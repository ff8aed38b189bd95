"""Every refusal has its sentence, and every sentence is one that somebody can be given."""

import re
from pathlib import Path

import space_to_think
from space_to_think.session.context import no

HERE = Path(space_to_think.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HERE / "session").rglob("*.py")))
SENTENCES = (HERE / "wording/en-GB/refusals.ftl").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))

USED = {f"refuse-{name}" for name in re.findall(r'\bno\(\s*"([a-z-]+)"', CODE)} | set(
    re.findall(r'Text\(\s*"(refuse-[a-z-]+)"', CODE)
)
WRITTEN = set(re.findall(r"^(refuse-[a-z-]+) =", SENTENCES, re.MULTILINE))


def test_every_refusal_has_a_sentence() -> None:
    assert sorted(USED - WRITTEN) == []


def test_every_sentence_is_used() -> None:
    assert sorted(WRITTEN - USED) == []


def test_every_refusal_is_brought_about_by_a_test() -> None:
    assert {name for name in USED if f'"{name}"' not in TESTS} == set()


def test_a_refusal_is_a_text_with_facts() -> None:
    refusal = no("start-few", missing=2)
    assert refusal.text.id == "refuse-start-few"
    assert dict(refusal.text.facts) == {"missing": 2}
    assert refusal.buttons == ()
