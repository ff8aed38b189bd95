"""Faults are counted; three in ten minutes are too much for that agency."""

from datetime import timedelta

import pytest

from space_to_think.host import Fault, FaultKind, Watch
from tests.host.sample import NOW

FAULT = Fault("sample", "northshire", "react", FaultKind.RAISED, "KeyError")
ELSEWHERE = Fault("sample", "southton", "react", FaultKind.RAISED, "KeyError")
MINUTE = timedelta(minutes=1)


def test_three_faults_in_ten_minutes_are_too_much_for_that_agency_only() -> None:
    watch = Watch()
    for minute in (0, 4):
        watch.note(FAULT)
        watch.note(ELSEWHERE)
        assert watch.settle(NOW + minute * MINUTE) == ()
    watch.note(FAULT)
    assert watch.settle(NOW + 9 * MINUTE) == (FAULT,)


def test_three_at_one_moment_are_three_and_then_counting_begins_again() -> None:
    watch = Watch()
    for _ in range(5):
        watch.note(FAULT)
    assert watch.settle(NOW) == (FAULT,)
    watch.note(FAULT)
    assert watch.settle(NOW) == (FAULT,)


def test_three_over_a_longer_time_are_borne() -> None:
    watch = Watch()
    for minute in (0, 6, 12, 18):
        watch.note(FAULT)
        assert watch.settle(NOW + minute * MINUTE) == ()


@pytest.mark.parametrize(("kind", "too_many"), [(FaultKind.SLOW, 0), (FaultKind.STUCK, 1)])
def test_slow_ones_are_counted_and_borne_unless_they_hold_everybody_up(kind: FaultKind, too_many: int) -> None:
    watch = Watch()
    for _ in range(5):
        watch.note(Fault("sample", "northshire", "card", kind, kind.value))
    assert len(watch.settle(NOW)) == too_many
    assert watch.counts["sample", "card", kind, kind.value] == 5
