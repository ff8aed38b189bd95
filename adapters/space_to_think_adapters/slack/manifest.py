"""What the app asks of a workspace, as Slack's manifest: docs.slack.dev/reference/app-manifest."""

from typing import Final

from space_to_think_adapters.slack.incoming import ABOUT, COMMAND, NEW
from space_to_think_adapters.slack.payload import Json

# Each scope with what it is for, as people read it.
SCOPES: Final = {
    "app_mentions:read": "to hear what follows `@Space` in a channel or a thread",
    "chat:write": "to write, to edit its cards, and to answer whoever has pressed a button",
    "commands": "for `/space` and the two shortcuts",
    "files:write": "to give people their note, their learning sheet and their calendar file",
    "groups:history": "to read what is said in the private channels it is in, where sessions meet",
    "groups:read": "to know how many people can read a private channel, and who comes and goes",
    "groups:write": "to make a private channel for a session, and to invite its people",
    "im:history": "to read what you write to it in your direct chat",
    "im:write": "to look, after a fault, whether a message has arrived in your direct chat",
    "users:read": "to show people’s names",
}
EVENTS: Final = (
    "app_home_opened", "app_mention", "app_uninstalled", "channel_id_changed", "group_archive", "group_deleted",
    "group_left", "member_joined_channel", "member_left_channel", "message.groups", "message.im", "tokens_revoked",
)  # fmt: skip
PATH: Final = "/slack/events"
INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"


def manifest(url: str | None = None) -> Json:
    """The manifest: with an address of ours for signed HTTP, and without one for Socket Mode."""
    at = None if url is None else url.rstrip("/") + PATH
    there = {} if at is None else {"request_url": at}
    many = {} if url is None else {"redirect_urls": [url.rstrip("/") + REDIRECT]}
    return {
        "display_information": {
            "name": "Space to Think",
            "description": "Guides a group through a reflective session, stage by stage.",
            "background_color": "#2e5e4e",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Space", "always_online": True},
            "shortcuts": [
                _shortcut("Start a session", "global", NEW, "Opens the form to ask for a session"),
                _shortcut(
                    "Space to think on this", "message", ABOUT, "Opens the form. Nothing of the message is copied"
                ),
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Space to Think",
                    "usage_hint": "new, status, help …",
                    "should_escape": True,
                }
                | ({} if at is None else {"url": at})
            ],
        },
        "oauth_config": many | {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": there | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | there,
            "org_deploy_enabled": True,
            "socket_mode_enabled": at is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(name: str, type: str, id: str, description: str) -> Json:
    return {"name": name, "type": type, "callback_id": id, "description": description}
