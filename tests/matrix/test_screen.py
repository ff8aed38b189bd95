"""What people see of a card in a browser, and that what they press there is pressed."""

import os
import platform
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from space_to_think.delivery import Delivery, Post, Sent
from space_to_think.identity import PersonId
from space_to_think.inbound import Called
from space_to_think.rendered import Gauge, Mention, Quoted, RenderedButton, RenderedCard, Said
from space_to_think_adapters.matrix.rooms import person
from tests.matrix.bot import Bot
from tests.matrix.browser import Browser
from tests.matrix.peer import FOLDER
from tests.matrix.synapse import Account, Synapse


@pytest.fixture
def ann(synapse: Synapse) -> Account:
    return synapse.register(f"ann-{uuid4().hex[:8]}")


@pytest.fixture
def chromium(node: None) -> None:
    """A browser is there. The package brings it for Linux on usual processors only; in CI nothing is skipped."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64") and not os.environ.get("CI"):
        pytest.skip("There is no browser for this computer in tests/matrix/peer.")
    if not (FOLDER / "node_modules" / "@sparticuz" / "chromium").is_dir():
        missing = f"There is no browser in {FOLDER}: `make synapse` installs it, where Node is."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


@pytest.fixture
async def browser(synapse: Synapse, ann: Account, bot: Bot, chromium: None, tmp_path: Path) -> AsyncIterator[Browser]:
    browser = Browser(tmp_path / "browser")
    try:
        yield await browser.start(synapse, ann, bot.user)
    finally:
        await browser.stop()


def card(first: str, ann: PersonId) -> RenderedCard:
    lines = (Said((first, Mention(ann), ".")), Quoted(Mention(ann), "<b>1 < 2</b>\nso"), Gauge(0.5, "half"))
    return RenderedCard(lines, (RenderedButton("I’m done", "done", seen="1.offload"), RenderedButton("Add…", "add")))


@pytest.mark.timeout(180)
async def test_a_card_is_shown_edited_and_pressed_in_a_browser(browser: Browser, bot: Bot, ann: Account) -> None:
    await browser.until("window.joined()")
    await browser.does("window.say('!space new stuck').then(() => true)")
    await bot.told("new stuck")
    place = next(i for i in bot.core.taken if isinstance(i, Called)).place.id
    me = person(ann.user)
    sent = await bot.adapter.deliver(Delivery("card", place, Post(card("It begins with ", me), slot="card")))
    assert isinstance(sent, Sent)
    edited = Post(card("It goes on with ", me), replaces=sent.ref, slot="card")
    assert await bot.adapter.deliver(Delivery("again", place, edited)) == sent

    mine = f"document.getElementById({sent.ref!r})"
    await browser.until(f"window.draw().then(() => {mine}?.innerText.includes('It goes on') ?? false)")
    shown = await browser.does(f"{mine}.querySelector('div').innerText")
    name = ann.user[1:].partition(":")[0]
    assert f"It goes on with {name}." in shown
    assert "<b>1 < 2</b>\nso" in shown  # what people have typed is no markup
    assert "✅ I’m done: !space done" in shown
    assert await browser.does(f"{mine}.querySelector('blockquote').innerText") == f"{name}: <b>1 < 2</b>\nso"
    assert await browser.does("document.querySelectorAll('article.shield, article.unreadable').length") == 0

    await browser.until(f"window.draw().then(() => {mine}.querySelectorAll('button').length === 2)")
    await browser.does(f"[...{mine}.querySelectorAll('button')].find((one) => one.textContent === '✅').click()")
    await bot.told("done")
    pressed = next(i for i in bot.core.taken if isinstance(i, Called) and i.words == "done")
    assert (pressed.by, pressed.seen, pressed.place.id) == (me, "1.offload", place)
