"""The few texts of the Slack adapter's own, from `slack.ftl`."""

from typing import Final

from space_to_think.wording.own import OwnTexts

text: Final = OwnTexts("space_to_think_adapters.slack", "slack.ftl")
