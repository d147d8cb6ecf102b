"""What all tests share: nothing is kept in the home of who runs them, and no test is timed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long one example takes is the machine's business; benchmarks/ measures.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_session(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
