"""One module an output format, called `as_NAME`, with `render(outcome, options) -> str`; found by being here."""

from __future__ import annotations

from checker.base.modules import module_names

PREFIX = "as_"


def format_names() -> list[str]:
    """Return the names of the formats without loading any of them."""
    return [name.removeprefix(PREFIX) for name in module_names(__path__)]
