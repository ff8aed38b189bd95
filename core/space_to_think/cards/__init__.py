"""The cards of the core: the group's living one, the facilitator's own, and what one person asks for."""

from space_to_think.cards.alike import alike
from space_to_think.cards.facilitator import facilitator_card, no_longer
from space_to_think.cards.group import group_card
from space_to_think.cards.help import help_card, unknown
from space_to_think.cards.own import choices, invited, status
from space_to_think.cards.privacy import privacy, signposts

GROUP_SLOT = "card"
FACILITATOR_SLOT = "facilitator"

__all__ = [
    "FACILITATOR_SLOT",
    "GROUP_SLOT",
    "alike",
    "choices",
    "facilitator_card",
    "group_card",
    "help_card",
    "invited",
    "no_longer",
    "privacy",
    "signposts",
    "status",
    "unknown",
]
