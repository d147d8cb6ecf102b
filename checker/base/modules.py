"""What is found by being there: the modules of a folder, so that a new one needs no list to be edited."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_SUFFIX = ".py"


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules of a package (its `__path__`), sorted, without loading any of them."""
    # Not with pkgutil: it loads inspect, which would be a tenth of the time that --help takes.
    names = [entry.name for folder in folders for entry in os.scandir(folder)]
    return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX) and name != "__init__.py")


def named(package: str, name: str, attribute: str, kind: type[T]) -> T:
    """Return what the module of this name holds, which must be called like its module; load no other module.

    Raises ValueError where it is called otherwise; errors of the module are not caught.
    """
    found = getattr(importlib.import_module(f"{package}.{name}"), attribute)
    if not isinstance(found, kind) or getattr(found, "name", "") != name:
        raise ValueError(f"the {attribute} of {package}.{name} is not called {name!r}, as its module is")
    return found
