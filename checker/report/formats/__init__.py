"""One module an output format, called `as_NAME`, with `render(outcome, options) -> str`; found by being here."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable

PREFIX = "as_"


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the modules of a folder of formats, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(folders))


def format_names() -> list[str]:
    """Return the names of the formats without loading any of them."""
    return [name.removeprefix(PREFIX) for name in module_names(__path__)]
