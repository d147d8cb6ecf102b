"""Which events, read as what they mean to properties, trigger an instance: one module a happening, called like it.

A line of a log is not yet a happening: `is DOWN` is a change of state only for the process that had the server UP.
A module is found by being here, and loaded when its happening is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from checker.base.modules import module_names, named
from checker.conform.happenings.happening import Happening

_ABOUT = "happening"


@cache
def names() -> frozenset[str]:
    """Return the names of all happenings of this folder."""
    return frozenset(module_names(__path__)) - {_ABOUT}


def load(wanted: Iterable[str] | None = None) -> Mapping[str, Happening]:
    """Return the happenings of these names (None: all) by their names; errors of a module are not caught."""
    all_or_some = names() if wanted is None else wanted
    return {name: named(__name__, name, "HAPPENING", Happening) for name in sorted(all_or_some)}
