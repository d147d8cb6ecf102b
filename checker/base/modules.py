"""What is found by being there: the modules of a folder, so that a new one needs no list to be edited."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")

_SUFFIX = ".py"


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules of a package (its `__path__`), sorted, without loading any of them."""
    # Not with pkgutil: it loads inspect, which would be a tenth of the time that --help takes.
    names = [entry.name for folder in folders for entry in os.scandir(folder)]
    return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX) and name != "__init__.py")


def by_code(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Return the RULE of each module of a package by its code, sorted; each is called like its module, with hyphens.

    Raises ValueError where a module holds none, or one that is called otherwise; errors of the modules are not caught.
    """
    found = {}
    for name in module_names(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{name}")
        rule, code = getattr(module, "RULE", None), name.replace("_", "-")
        if not isinstance(rule, kind) or getattr(rule, "code", "") != code:
            raise ValueError(f"{module.__name__} must hold a RULE whose code is {code!r}")
        found[code] = rule
    return found


def named(package: str, name: str, attribute: str, kind: type[T]) -> T:
    """Return what the module of this name holds, which must be called like its module; load no other module.

    Raises ValueError where it is called otherwise; errors of the module are not caught.
    """
    found = getattr(importlib.import_module(f"{package}.{name}"), attribute)
    if not isinstance(found, kind) or getattr(found, "name", "") != name:
        raise ValueError(f"the {attribute} of {package}.{name} is not called {name!r}, as its module is")
    return found
