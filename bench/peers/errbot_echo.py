"""errbot with its test backend, which sends nothing, and one command.

Runs in its own environment: each line on stdin is a number of messages, each on stdout the seconds that they took.
"""

import logging
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from errbot.backends.test import TestBot

PLUGIN = """
from errbot import BotPlugin, botcmd

class Greet(BotPlugin):
    @botcmd
    def hello(self, message, args):
        return "hello back"
"""
PLUG = "[Core]\nName = Greet\nModule = greet\n[Python]\nVersion = 3\n"


def main():
    folder = Path(tempfile.mkdtemp()) / "greet"
    folder.mkdir()
    (folder / "greet.py").write_text(PLUGIN)
    (folder / "greet.plug").write_text(PLUG)
    test = TestBot(extra_plugin_dir=str(folder.parent), loglevel=logging.CRITICAL)
    test.start()
    logging.disable(logging.CRITICAL)
    try:
        for line in sys.stdin:
            started = perf_counter()
            for number in range(int(line)):
                test.push_message(f"!hello number {number}")
            for _ in range(int(line)):
                test.pop_message(timeout=60)
            print(perf_counter() - started, flush=True)
    finally:
        test.stop()


main()
