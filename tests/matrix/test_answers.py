"""Answers in somebody's direct chat: what became of a form whose question could not be asked."""

import pytest

from space_to_think.inbound import Called, FieldErrors, OpenForm
from space_to_think.rendered import RenderedField, RenderedForm
from space_to_think_adapters.matrix.account import Account
from space_to_think_adapters.matrix.answers import Answers
from space_to_think_adapters.matrix.http import Http, Json, Limited
from space_to_think_adapters.matrix.incoming import Spoken
from space_to_think_adapters.matrix.rooms import Rooms, person

ANN = "@ann:example"
FORM = RenderedForm("new", "New", (RenderedField("reason", "Why?", "line"), RenderedField("who", "Who?", "line")))


class Homeserver(Http):
    """Takes so many messages, and then no more for a while."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")
        self.takes = 0

    async def put(self, path: str, body: Json) -> Json:
        if "/send/" in path:
            if self.takes == 0:
                raise Limited(5)
            self.takes -= 1
        return {"event_id": "$1"}


@pytest.fixture
async def homeserver() -> Homeserver:
    return Homeserver()


@pytest.fixture
async def answers(homeserver: Homeserver) -> Answers:
    """With a direct chat that is there."""
    rooms = Rooms("@space:example", unencrypted=True)
    room = rooms.room("!direct")
    for user in (rooms.me, ANN):
        room.apply({"type": "m.room.member", "state_key": user, "content": {"membership": "join"}})
    return Answers(Account(homeserver, rooms))


def typed(words: str) -> Spoken:
    return Spoken("$said", ANN, words, words, ())


async def test_a_form_whose_question_could_not_be_asked_swallows_no_words(
    answers: Answers, homeserver: Homeserver
) -> None:
    await answers.give(person(ANN), OpenForm(FORM), "1")
    assert not answers.fills(person(ANN))
    homeserver.takes = 1
    await answers.give(person(ANN), OpenForm(FORM), "2")
    assert answers.fills(person(ANN))
    place = answers._account.rooms.place(answers._account.rooms.by_id["!direct"])
    assert await answers.fill(typed("We are stuck"), place, "We are stuck") is None
    assert not answers.fills(person(ANN))  # the next question did not go out


async def test_a_form_that_is_to_be_corrected_goes_too(answers: Answers, homeserver: Homeserver) -> None:
    homeserver.takes = 2
    await answers.give(person(ANN), OpenForm(FORM), "1")
    place = answers._account.rooms.place(answers._account.rooms.by_id["!direct"])
    assert await answers.fill(typed("We are stuck"), place, "We are stuck") is None
    assert isinstance(await answers.fill(typed("Ben"), place, "Ben"), Called)
    await answers.give(person(ANN), FieldErrors({"who": "Nobody is called that."}), "2", filled=True)
    assert not answers.fills(person(ANN))
