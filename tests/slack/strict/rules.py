"""What Slack asks of each method and event, as tables: the scopes, and how often. Each row's page is named by it.

https://docs.slack.dev/reference/methods/METHOD     scopes (bot token), errors
https://docs.slack.dev/reference/events/EVENT       scopes
https://docs.slack.dev/apis/web-api/rate-limits     what the tiers are
"""

from dataclasses import dataclass
from typing import Final

METHOD_PAGE: Final = "https://docs.slack.dev/reference/methods/"
EVENT_PAGE: Final = "https://docs.slack.dev/reference/events/"

# A minute, for each method and workspace. Special ones have a rule of their own.
TIERS: Final = {1: 1, 2: 20, 3: 50, 4: 100, 0: 600}

# Where the scope depends on the kind of conversation: public, private, direct, direct with several.
HISTORY: Final = {"C": "channels:history", "G": "groups:history", "D": "im:history", "M": "mpim:history"}
READ: Final = {"C": "channels:read", "G": "groups:read", "D": "im:read", "M": "mpim:read"}
MANAGE: Final = {"C": "channels:manage", "G": "groups:write", "D": "im:write", "M": "mpim:write"}


@dataclass(frozen=True, slots=True)
class Method:
    """`scope`: one that is needed, or one for each kind of conversation. `app`: with the app's token, not the bot's."""

    tier: int
    scope: str | dict[str, str] | None = None
    app: bool = False


METHODS: Final[dict[str, Method]] = {
    "apps.connections.open": Method(1, "connections:write", app=True),
    "apps.event.authorizations.list": Method(4, "authorizations:read", app=True),
    "auth.revoke": Method(3),
    "auth.test": Method(0),
    "bots.info": Method(3, "users:read"),
    "chat.delete": Method(3, "chat:write"),
    "chat.getPermalink": Method(0),
    "chat.postEphemeral": Method(4, "chat:write"),
    "chat.postMessage": Method(0, "chat:write"),
    "chat.update": Method(3, "chat:write"),
    "conversations.archive": Method(2, MANAGE),
    "conversations.create": Method(2, MANAGE),
    "conversations.history": Method(3, HISTORY),
    "conversations.info": Method(3, READ),
    "conversations.invite": Method(3, MANAGE),
    "conversations.kick": Method(3, MANAGE),
    "conversations.list": Method(2, READ),
    "conversations.members": Method(4, READ),
    "conversations.open": Method(3, {"D": "im:write", "M": "mpim:write"}),
    "conversations.replies": Method(3, HISTORY),
    "conversations.setTopic": Method(2, MANAGE),
    "files.completeUploadExternal": Method(4, "files:write"),
    "files.getUploadURLExternal": Method(4, "files:write"),
    "oauth.v2.access": Method(4),
    "pins.add": Method(2, "pins:write"),
    "pins.list": Method(2, "pins:read"),
    "pins.remove": Method(2, "pins:write"),
    "reactions.add": Method(3, "reactions:write"),
    "reactions.remove": Method(2, "reactions:write"),
    "team.info": Method(3, "team:read"),
    "users.conversations": Method(2, READ),
    "users.info": Method(4, "users:read"),
    "users.list": Method(2, "users:read"),
    "views.open": Method(4),
    "views.publish": Method(4),
    "views.push": Method(4),
    "views.update": Method(4),
}

# With the token of an organisation these have to say which of its workspaces is meant, by `team_id`:
# https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
OF_A_TEAM: Final = frozenset(
    {"bots.info", "conversations.create", "conversations.list", "team.info", "users.conversations", "users.list"}
)

# Any one of the scopes lets an event through; an empty tuple: none is needed.
EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read", "mpim:read", "im:read"),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
    "team_access_granted": (),
    "team_access_revoked": (),
    "user_change": ("users:read",),
}

# What is delivered whatever the manifest subscribes to: https://docs.slack.dev/reference/events/app_rate_limited
ALWAYS: Final = frozenset({"app_rate_limited", "url_verification"})


def subscription(event: dict[str, object], kind: str) -> str:
    """The subscription by which an event comes; `kind` is that of its conversation."""
    if event["type"] != "message":
        return str(event["type"])
    return {"C": "message.channels", "G": "message.groups", "D": "message.im", "M": "message.mpim"}[kind]
