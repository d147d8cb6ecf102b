"""What must hold: one module a property, found by being here. A property that cannot load stops the program."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from checker.base.modules import module_names
from checker.properties.property import Property


def load() -> Mapping[str, Property]:
    """Return every property of this folder by its id; errors of a module are not caught."""
    found: dict[str, Property] = {}
    for name in module_names(__path__):
        module = importlib.import_module(f"{__name__}.{name}")
        prop = getattr(module, "PROPERTY", None)
        if prop is None:
            continue
        if prop.id in found:
            raise ValueError(f"two properties are called {prop.id!r}; the second is in {module.__name__}")
        found[prop.id] = prop
    return found
