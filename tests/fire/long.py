"""Whether there is time for everything: `make test-long` sets SPACE_TO_THINK_LONG=1."""

import os
from typing import Final

LONG: Final = os.environ.get("SPACE_TO_THINK_LONG") == "1"
