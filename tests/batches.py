"""Batches of one test: the first ones are run by CI, all of them by hand after a change of semantics."""

from __future__ import annotations

import pytest


def batches(count: int, in_ci: int) -> list:
    """The numbers of so many batches, as values for `parametrize`."""
    return [pytest.param(n, marks=pytest.mark.slow if n < in_ci else pytest.mark.exhaustive) for n in range(count)]
