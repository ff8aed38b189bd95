"""The picture of a session: a demo that plays by itself, stopped in the middle, as one person's screen shows it."""

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from docs.pages.said import host
from space_to_think.cli.demo.colleague import Act, How
from space_to_think.cli.demo.company import ZONE, Company, agencies
from space_to_think.cli.demo.director import OPENING, Director
from space_to_think.cli.demo.memory import Memory
from space_to_think.cli.demo.story import story
from space_to_think.cli.demo.troupe import Troupe
from space_to_think.runtime.parts import Parts
from space_to_think.runtime.service import Service
from space_to_think.session.evolve import fold
from space_to_think.session.state import Session
from space_to_think.testing.clock import FrozenClock
from space_to_think.wording.render import Wording

START: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WHOSE: Final = "owen"
STAGE: Final = "exploration"
INTO: Final = timedelta(minutes=3)  # before the bot offers a question, which is another one in each session
TITLE: Final = "A session in the terminal, in its third stage"
REFERENCE: Final = "STT-7K2M3"  # the demo's own is another one each time


class Enough(Exception):
    """It has come to the moment that is shown."""


def picture() -> str:
    """The picture as an SVG. It is the same each time, as long as the demo says the same."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_Sitting(Path(folder)).picture())


class _Sitting:
    """One demo in a folder of its own, with a clock that jumps from one thing to the next."""

    def __init__(self, folder: Path) -> None:
        self._clock = FrozenClock(START)
        memory = Memory("docs", WHOSE, "guided", START)
        self._company = Company(memory, self._clock.now, plays=False)
        self._troupe = Troupe(self._company.terminal, self._company.cast, memory.run)
        self._parts = Parts(
            url=f"sqlite:///{folder / 'demo.db'}",
            key_file=folder / "demo.key",
            host=host(),
            wording=Wording.load(host().manifests),
            clock=self._clock,
            adapters=(self._troupe,),
            agencies=agencies(),
        )

    async def picture(self) -> str:
        """Play until the moment has come, and draw."""
        async with Service(self._parts) as self._service:
            director = Director(self._service, self._troupe, self._clock, None)
            director.plan(self._opening())
            with suppress(Enough):
                await director.play(_never, self._look)
        drawn = self._company.terminal.picture(self._company.you, ZONE, "Space to Think")
        return _by_itself(re.sub(r"STT-[0-9A-Z]{5}", REFERENCE, drawn))

    def _opening(self) -> Act:
        presenter = story().in_seat("presenter")
        names = " ".join(f"@{actor.key}" for actor in story().actors if actor is not presenter)
        words = f"new {story().reason} pace guided {names}"
        return Act(OPENING, presenter.key, START + timedelta(seconds=3), How.CALL, words)

    async def _look(self) -> None:
        for row in await self._service.sessions():
            if self._is_there(fold(await self._service.records(row.id))):
                raise Enough

    def _is_there(self, session: Session) -> bool:
        stage = session.stage
        return stage is not None and stage.key == STAGE and self._clock.now() >= stage.opened + INTO


async def _never() -> bool:
    return False


def _by_itself(svg: str) -> str:
    """The same with a title, and without the fonts that would be loaded from another server."""
    svg = re.sub(r"@font-face\s*{[^}]*}\s*", "", svg)
    return re.sub(r"(<svg [^>]*>)", rf"\1\n    <title>{TITLE}</title>", svg, count=1)
