"""opsdroid with a null connector and one skill.

Runs in its own environment: each line on stdin is a number of messages, each on stdout the seconds that they took.
"""

import asyncio
import gettext
import logging
import sys
from time import perf_counter

from opsdroid.connector import Connector
from opsdroid.core import OpsDroid
from opsdroid.events import Message
from opsdroid.matchers import match_regex

IN_FLIGHT = 128


class Null(Connector):
    def __init__(self):
        super().__init__({"name": "null"})
        self.sent = 0

    async def connect(self):
        pass

    async def listen(self):
        pass

    async def send(self, event):
        self.sent += 1


@match_regex(r"hello (.*)")
async def greet(opsdroid, config, message):
    await message.respond("hello back")


async def flood(opsdroid, null, messages):
    left = iter(range(messages))

    async def one_after_the_other():
        for number in left:
            await opsdroid.parse(Message(f"hello number {number}", user="u", target="room", connector=null))

    wanted, started = null.sent + messages, perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    while null.sent < wanted:  # noqa: ASYNC110
        await asyncio.sleep(0)
    return perf_counter() - started


def main():
    logging.disable(logging.CRITICAL)
    gettext.install("opsdroid")  # its command does this before anything else
    with OpsDroid(config={}) as opsdroid:
        opsdroid.config["parsers"] = []
        null = Null()
        opsdroid.connectors = [null]
        opsdroid.register_skill(greet, {"name": "greet"})
        for line in sys.stdin:
            print(opsdroid.eventloop.run_until_complete(flood(opsdroid, null, int(line))), flush=True)


main()
