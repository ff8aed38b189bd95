"""Every refusal has its sentence."""

import re
from importlib.resources import files

from space_to_think.agency.changes import SETTINGS
from space_to_think.agency.schema import Takes

PACKAGE = files("space_to_think")


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal() -> None:
    source = PACKAGE.joinpath("agency/decide.py").read_text(encoding="utf-8")
    texts = PACKAGE.joinpath("wording/en-GB/agency.ftl").read_text(encoding="utf-8")
    said = set(re.findall(r'\bno\("([\w-]+)"', source))
    said |= {f"setting-{key}" for key in SETTINGS} | {f"value-{takes}" for takes in Takes}
    assert said == set(re.findall(r"^refuse-agency-([\w-]+) =", texts, re.MULTILINE))
