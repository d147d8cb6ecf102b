"""Which events, read as what they mean to properties, trigger an instance: one module a happening, found by being here.

A line of a log is not yet a happening: `is DOWN` is a change of state only for the process that had the server UP.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from checker.base.modules import module_names
from checker.conform.happenings.happening import Happening


def load() -> Mapping[str, Happening]:
    """Return every happening of this folder by its name; errors of a module are not caught."""
    modules = (importlib.import_module(f"{__name__}.{name}") for name in module_names(__path__))
    return {m.HAPPENING.name: m.HAPPENING for m in modules if hasattr(m, "HAPPENING")}
