"""How the gate writes numbers and values."""

from __future__ import annotations

from typing import Any

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.setting import Setting


def seconds(ns: int) -> str:
    """Return a duration as the JSON writes seconds in `wanted` and `found`: `6.0`, `3.609`."""
    whole, rest = divmod((ns + NS_PER_MS // 2) // NS_PER_MS, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").ljust(len(f"{whole}.0"), "0")


def configured_time(ns: int) -> str:
    """Return a duration as a configuration writes it, in whole milliseconds: `2s`, `500ms`."""
    return f"{ns // NS_PER_S}s" if ns and ns % NS_PER_S == 0 else f"{ns // NS_PER_MS}ms"


def found_value(setting: Setting[Any], text: str) -> str:
    """Return a value as found: `session (default)` where nothing in the files sets it."""
    return f"{text} (default)" if setting.is_default else text
