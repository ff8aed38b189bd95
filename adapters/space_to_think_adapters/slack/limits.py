"""What Slack allows in a message, a modal and a Home view, and how texts are cut so that it is kept.

Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition-objects), docs.slack.dev/surfaces/modals,
docs.slack.dev/reference/methods (chat.postMessage, chat.update). Lengths are characters; where Slack counts bytes, or
does not say, bytes are kept.
"""

from typing import Final

# Bytes of a part of a card. It keeps below the 4,000 of chat.update and chat.postEphemeral, and, a rich text being
# about as long, below the sum of all blocks (about 13,200, nowhere documented).
PART: Final = 3_600
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
ACTIONS: Final = 25  # elements of an actions block
BUTTON: Final = 75
VALUE: Final = 2_000
TITLE: Final = 24  # of a modal, and its two buttons
LABEL: Final = 2_000
HINT: Final = 2_000
OPTIONS: Final = 100
OPTION: Final = 75
OPTION_VALUE: Final = 150
RADIOS: Final = 10
HEADER: Final = 150
INPUT: Final = 3_000  # what somebody may type into one field
ERROR: Final = 2_000
CHANNEL_NAME: Final = 80

CUT: Final = "…"


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with a sign that there is more. Slack refuses an empty one: the sign stands for it."""
    text = text.strip() or CUT
    return text if len(text) <= limit else text[: limit - len(CUT)].rstrip() + CUT
