"""What every test gets: reproducible random cases, calm threads, no display."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Read by torch and Qt while they load, so set before any test module imports them.
# Passive waiting: on a busy machine, threads that spin cost whole time slices.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", str(min(4, os.cpu_count() or 1)))
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No deadline: the first call into torch takes a second and would count as flaky.
# The same cases each time; --hypothesis-profile=explore looks for new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("repeatable")

GOLDEN_GIVEN = Path(__file__).parents[2] / "shared" / "golden" / "given"


@pytest.fixture(scope="session")
def golden_given() -> Path:
    """Reference images of the C program, kept beside the checkout: too large for it."""
    if not GOLDEN_GIVEN.is_dir():
        pytest.skip(f"the reference images are not at {GOLDEN_GIVEN}")
    return GOLDEN_GIVEN
