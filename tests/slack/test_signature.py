"""Signed requests: the vector that Slack publishes, and a thousand that are not what was signed.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import json
import random
import string
from typing import Final
from urllib.parse import urlencode

from aiohttp import ClientSession
from slack_sdk.signature import SignatureVerifier

from tests.slack.alone import bot
from tests.slack.conftest import Strict
from tests.slack.local import ROOM, SECRET, TEAM, person
from tests.slack.strict import payloads
from tests.slack.strict.delivery import sign

# As published.
AT: Final = 1531420618
BODY: Final = urlencode(
    {
        "token": "xyzz0WbapA4vBCDEFasx0q6G",
        "team_id": "T1DC2JH3J",
        "team_domain": "testteamnow",
        "channel_id": "G8PSS9T3V",
        "channel_name": "foobar",
        "user_id": "U2CERLKJA",
        "user_name": "roadrunner",
        "command": "/webhook-collect",
        "text": "",
        "response_url": "https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN",
        "trigger_id": "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    }
)
SIGNED: Final = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"

MUTATIONS: Final = 1000


def test_the_published_vector() -> None:
    assert sign(SECRET, BODY, AT) == SIGNED

    class Then:
        def now(self) -> float:
            return float(AT)

    verifier = SignatureVerifier(SECRET, clock=Then())  # type: ignore[arg-type]
    assert verifier.is_valid(BODY, str(AT), SIGNED)


async def test_a_thousand_mutations_are_refused(strict: Strict) -> None:
    """One sign of the body, the time or the signature is another, one more or one less; or a header is missing."""
    chance = random.Random(1)
    async with strict("events") as peer, bot(peer) as one, ClientSession() as http:
        event = {"type": "message", "channel": ROOM, "channel_type": "group", "user": person("ros"), "text": "hello"}
        payload = payloads.envelope({**event, "ts": payloads.stamp()}, TEAM, "U0SPACE")
        body, headers = peer.signed.request("events_api", payload)
        parts = {"body": body, **{k: v for k, v in headers.items() if k != "Content-Type"}}
        statuses: set[int] = set()
        for number in range(MUTATIONS):
            name = chance.choice(list(parts))
            changed = {**parts, name: mutated(parts[name], chance)}
            if number % 50 == 0:
                del changed[chance.choice(["X-Slack-Signature", "X-Slack-Request-Timestamp"])]
            data = changed.pop("body")
            sent = {**changed, "Content-Type": "application/json"}
            async with http.post(peer.signed.url, data=data.encode(), headers=sent) as answer:
                statuses.add(answer.status)
        assert one.core.taken == []
        assert statuses <= {400, 401}
        assert (await peer.signed.raw(body, headers))[0]
        assert one.core.said() == ["hello"]


async def test_what_local_slack_signs_is_taken(strict: Strict) -> None:
    """Signed by software that is not ours, and handed on as it is."""
    async with strict("events") as peer, bot(peer) as one:
        peer.untouched = True
        await one.people.say("ros", "hello")
        assert one.core.said() == ["hello"]
        assert peer.signed.statuses == [200]


def mutated(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    other = chance.choice(string.ascii_letters + string.digits)
    while other == text[at]:
        other = chance.choice(string.ascii_letters + string.digits)
    return chance.choice(
        [text[:at] + other + text[at + 1 :], text[:at] + text[at + 1 :], text[:at] + other + text[at:]]
    )


def test_mutations_differ() -> None:
    chance = random.Random(2)
    text = json.dumps({"a": 1})
    assert all(mutated(text, chance) != text for _ in range(100))
