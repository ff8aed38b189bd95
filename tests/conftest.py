"""How much Hypothesis tries: the same in every run, many more with SPACE_TO_THINK_LONG=1. Each test logs anew."""

import os

import pytest
import structlog
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    stateful_step_count=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", settings.get_profile("ci"), derandomize=False, max_examples=3000, stateful_step_count=150
)
settings.load_profile("long" if os.environ.get("SPACE_TO_THINK_LONG") == "1" else "ci")


@pytest.fixture(autouse=True)
def _log_as_it_comes() -> None:
    """A command that a test has run sets where the log goes; the next test begins without."""
    structlog.reset_defaults()
