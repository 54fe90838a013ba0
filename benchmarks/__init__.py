"""Programs that show what Oblik promises: `README.md` lists them. Run from a checkout: `python -m benchmarks.crash`."""

from __future__ import annotations

import sys
from pathlib import Path

# The real servers and the reading of what was derived are those of the tests.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
