"""What the benchmark says of fifty live sessions holds for the load that it is about, and for no smaller one."""

import pytest

from bench.live import row


@pytest.mark.parametrize(("slowest", "rate", "met"), [(0.6, 45.0, True), (2.1, 45.0, False), (0.6, 20.0, None)])
def test_at_a_smaller_load_there_is_no_goal(slowest: float, rate: float, met: bool | None) -> None:
    figure = row(slowest, rate)
    assert figure.met is met
    assert ("not comparable" in figure.cells()[2]) is (met is None)
