"""One module an output format, called `as_NAME`, with `render(outcome, options) -> str`; found by being here."""

from __future__ import annotations

import os
from collections.abc import Iterable

PREFIX = "as_"
SUFFIX = ".py"


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the modules of a folder of formats, sorted."""
    # Not with pkgutil: it loads inspect, which would be a tenth of the time that --help takes.
    names = [entry.name for folder in folders for entry in os.scandir(folder)]
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name != "__init__.py")


def format_names() -> list[str]:
    """Return the names of the formats without loading any of them."""
    return [name.removeprefix(PREFIX) for name in module_names(__path__)]
