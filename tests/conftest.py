"""Hypothesis draws the same examples every time, so that a change is judged and not luck.

`HYPOTHESIS_PROFILE=explore pytest tests/test_properties.py` draws others each time.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
