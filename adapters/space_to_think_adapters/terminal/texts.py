"""The few texts of the terminal's own, from `terminal.ftl`."""

from typing import Final

from space_to_think.wording.own import OwnTexts

text: Final = OwnTexts("space_to_think_adapters.terminal", "terminal.ftl")
