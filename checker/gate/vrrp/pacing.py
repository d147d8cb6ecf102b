"""A takeover that takes too long: which setting is to blame, and the nearest value that keeps the promise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.setting import Setting
from checker.configs.words import Edit, insert_line, replace_word
from checker.gate import bounds
from checker.gate.changes import write_value
from checker.gate.rule import Repair
from checker.gate.vrrp.nodes import Group, Member
from checker.gate.vrrp.takeover import Takeover

GRID_NS = {2: NS_PER_S, 3: 10 * NS_PER_MS}
"""The steps of `advert_int` in each version of the protocol: whole seconds, hundredths."""

_USUAL_ADVERTS = 3


def blamed(takeover: Takeover, limit: int) -> Setting[Any]:
    """Return the setting that makes a takeover too slow: one whose usual value alone would do, else `advert_int`."""
    down, host = takeover.taker.instance.down_adverts, takeover.taker.host
    if takeover.down_adverts > _USUAL_ADVERTS and _longest(takeover, down=_USUAL_ADVERTS) <= limit:
        return down
    if host is not None and host.priority > takeover.priority and _longest(takeover, priority=host.priority) <= limit:
        return takeover.taker.instance.priority
    own = takeover.taker.instance.advert
    return own if _longest(takeover, advert=own.value) > limit else takeover.pace.instance.advert


def repairs(group: Group, every: Sequence[Takeover], limit: int, blame: Setting[Any]) -> Iterator[Repair]:
    """Yield what would keep the limit for every takeover of a group, the change that is nearest first."""
    slow = [takeover for takeover in every if takeover.after_crash.hi > limit]
    counts_too_many = any(blame is each.taker.instance.down_adverts for each in slow)
    if counts_too_many:
        yield from _fewer_adverts(slow, limit, safe=True)
    if priority := next((each.taker for each in slow if blame is each.taker.instance.priority), None):
        yield from _stated_priority(priority)
    if all(takeover.version == 3 for takeover in every):
        yield from _shorter_advert(group, every, limit, 3)
    else:
        yield from _shorter_advert(group, every, limit, 2)
        yield from _newer_version(group, every, limit)
    if not counts_too_many:
        yield from _fewer_adverts(slow, limit, safe=False)


def longest_advert(every: Sequence[Takeover], limit: int, version: int) -> int:
    """Return the longest interval with which every takeover keeps a limit; 0 where there is none on the grid."""
    grid = GRID_NS[version]

    def worst(steps: int) -> int:
        return max(_longest(takeover, advert=steps * grid, version=version) for takeover in every)

    return bisect_right(range(1, limit // grid + 1), limit, key=worst) * grid


def advert_text(ns: int) -> str:
    """Return an interval as `advert_int` is written: `1`, `0.83`."""
    whole, rest = divmod(ns // GRID_NS[3], 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def version_edit(member: Member, version: int) -> Edit:
    """Return the edit that makes an instance speak this version, as no other one of its file has to change."""
    setting, block = member.instance.version, member.instance.block
    return replace_word(setting.word, str(version)) if setting.word else insert_line(block, f"version {version}")


def place_of(member: Member, setting: Setting[Any]) -> Place:
    """Return where a setting of an instance stands, or the head of the instance where nothing sets it."""
    return member.instance.block.place if setting.is_default else setting.place


def _longest(
    takeover: Takeover,
    *,
    advert: int | None = None,
    down: int | None = None,
    priority: int | None = None,
    version: int | None = None,
) -> int:
    return bounds.master_down(
        version or takeover.version,
        takeover.priority if priority is None else priority,
        takeover.advert if advert is None else advert,
        takeover.down_adverts if down is None else down,
    )


def _shorter_advert(group: Group, every: Sequence[Takeover], limit: int, version: int) -> Iterator[Repair]:
    """Offer one interval for all nodes: the one that some of them have already, else the longest that does."""
    longest = longest_advert(every, limit, version)
    used = {member.instance.advert.value for member in group.members}
    advert = max((value for value in used if value <= longest), default=longest)
    other = [member for member in group.members if member.instance.advert.value != advert]
    if advert and other:
        text = advert_text(advert)
        yield Repair(f"advert_int {text}", tuple(_advert(member, text) for member in other))


def _newer_version(group: Group, every: Sequence[Takeover], limit: int) -> Iterator[Repair]:
    """Offer VRRPv3, which knows fractions of a second; not safe, as all nodes must change at the same time."""
    if advert := longest_advert(every, limit, 3):
        text = advert_text(advert)
        old = [member for member in group.members if member.instance.version.value != 3]
        edits = [*(version_edit(member, 3) for member in old), *(_advert(member, text) for member in group.members)]
        yield Repair(f"vrrp_version 3 and advert_int {text}", tuple(edits), safe=False)


def _fewer_adverts(slow: Sequence[Takeover], limit: int, *, safe: bool) -> Iterator[Repair]:
    """Offer to wait for fewer advertisements: at least two, as a single one may get lost."""
    most = max(takeover.down_adverts for takeover in slow)
    fits = (n for n in range(most - 1, 1, -1) if all(_longest(takeover, down=n) <= limit for takeover in slow))
    if (fewer := next(fits, None)) is not None:
        edits = (write_value(each.taker.instance.down_adverts, "down_timer_adverts", str(fewer)) for each in slow)
        yield Repair(f"down_timer_adverts {fewer}", tuple(edits), safe=safe)


def _stated_priority(member: Member) -> Iterator[Repair]:
    if member.host:
        edit = write_value(member.instance.priority, "priority", str(member.host.priority))
        yield Repair(f"priority {member.host.priority}", (edit,))


def _advert(member: Member, text: str) -> Edit:
    return write_value(member.instance.advert, "advert_int", text)
