"""What the demo itself says, from `demo.ftl`."""

from typing import Final

from space_to_think.wording.own import OwnTexts

text: Final = OwnTexts("space_to_think.cli.demo", "demo.ftl")
