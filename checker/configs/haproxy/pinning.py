"""What ties clients to a server, whatever the algorithm would choose."""

from __future__ import annotations

from collections.abc import Sequence

from checker.configs.haproxy.reading import default, flag, last
from checker.configs.haproxy.sections import Said
from checker.configs.setting import Setting
from checker.configs.words import Block

_STICKS = (("stick", "on"), ("stick", "match"))
_CERTAIN = ((), ("if", "TRUE"), ("unless", "FALSE"))


def sticky(lines: Sequence[Said], own: Sequence[Said], block: Block) -> Setting[str]:
    """Return how clients are tied to a server: `use-server` for all of them at once; '' where they are not."""
    if pinned := next((each for each in own if _pins(each)), None):
        return flag(pinned, "use-server")
    if stick := last(own, *_STICKS):
        return flag(stick, "stick-table")
    cookie = last(lines, ("cookie",), ("persist", "rdp-cookie"))
    return flag(cookie, "cookie") if cookie else default("", block, "4.2, cookie")


def _pins(said: Said) -> bool:
    """Say whether a line sends everybody to one server: a condition, even one that is not known here, may not hold."""
    condition = tuple(word.value for word in said.words[2:])
    return said.keyword == "use-server" and len(said.words) > 1 and condition in _CERTAIN
