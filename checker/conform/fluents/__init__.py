"""How the states that properties speak of are estimated from events: one module a fluent, called like it.

A module is found by being here, and loaded when its fluent is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from checker.base.modules import module_names, named
from checker.conform.fluents.fluent import Fluent

_ABOUT = "fluent"


@cache
def names() -> frozenset[str]:
    """Return the names of all fluents of this folder."""
    return frozenset(module_names(__path__)) - {_ABOUT}


def load(wanted: Iterable[str] | None = None) -> Mapping[str, Fluent]:
    """Return the fluents of these names (None: all) by their names; errors of a module are not caught."""
    return {name: named(__name__, name, "FLUENT", Fluent) for name in sorted(names() if wanted is None else wanted)}
