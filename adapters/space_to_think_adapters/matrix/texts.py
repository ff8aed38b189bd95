"""The few texts of the Matrix adapter's own, from `matrix.ftl`."""

from typing import Final

from space_to_think.wording.own import OwnTexts

text: Final = OwnTexts("space_to_think_adapters.matrix", "matrix.ftl")
