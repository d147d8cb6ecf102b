"""What is found by being there: the modules of a folder, so that a new one needs no list to be edited."""

from __future__ import annotations

import os
from collections.abc import Iterable

_SUFFIX = ".py"


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules of a package (its `__path__`), sorted, without loading any of them."""
    # Not with pkgutil: it loads inspect, which would be a tenth of the time that --help takes.
    names = [entry.name for folder in folders for entry in os.scandir(folder)]
    return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX) and name != "__init__.py")
