"""How the states that properties speak of are estimated from events: one module a fluent, found by being here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from checker.base.modules import module_names
from checker.conform.fluents.fluent import Fluent


def load() -> Mapping[str, Fluent]:
    """Return every fluent of this folder by its name; errors of a module are not caught."""
    modules = (importlib.import_module(f"{__name__}.{name}") for name in module_names(__path__))
    return {m.FLUENT.name: m.FLUENT for m in modules if hasattr(m, "FLUENT")}
