"""Faults are counted; three in ten minutes switch a plugin off for that agency, and its admins hear of it once."""

from datetime import timedelta

from space_to_think.host import Fault, FaultKind, Trouble, Watch
from tests.host.sample import NOW

FAULT = Fault("sample", "northshire", "react", FaultKind.RAISED, "KeyError")
MINUTE = timedelta(minutes=1)


def test_three_faults_in_ten_minutes_switch_it_off_for_that_agency_only() -> None:
    watch = Watch()
    for minute in (0, 4):
        watch.note(FAULT)
        assert watch.settle(NOW + minute * MINUTE) == ()
    watch.note(FAULT)
    assert watch.settle(NOW + 9 * MINUTE) == (Trouble("sample", "northshire", off=True),)
    assert watch.is_off("sample", "northshire")
    assert not watch.is_off("sample", "southton")


def test_three_at_one_moment_are_three() -> None:
    watch = Watch()
    for _ in range(3):
        watch.note(FAULT)
    assert watch.settle(NOW) == (Trouble("sample", "northshire", off=True),)


def test_three_over_a_longer_time_are_borne() -> None:
    watch = Watch()
    for minute in (0, 6, 12, 18):
        watch.note(FAULT)
        assert watch.settle(NOW + minute * MINUTE) == ()


def test_admins_are_told_once_until_it_is_switched_on_again() -> None:
    watch = Watch()
    for expected in ((Trouble("sample", "northshire", off=True),), ()):
        for _ in range(3):
            watch.note(FAULT)
        assert watch.settle(NOW) == expected
    watch.again("sample", "northshire")
    assert not watch.is_off("sample", "northshire")
    for _ in range(3):
        watch.note(FAULT)
    assert watch.settle(NOW) != ()


def test_what_is_always_on_stays_on_and_its_admins_are_told() -> None:
    watch = Watch()
    for _ in range(3):
        watch.note(FAULT, always_on=True)
    assert watch.settle(NOW) == (Trouble("sample", "northshire", off=False),)
    assert not watch.is_off("sample", "northshire")


def test_slow_ones_are_counted_and_borne() -> None:
    watch = Watch()
    for _ in range(5):
        watch.note(Fault("sample", "northshire", "card", FaultKind.SLOW, "slow"))
    assert watch.settle(NOW) == ()
    assert watch.counts["sample", "card", FaultKind.SLOW, "slow"] == 5
