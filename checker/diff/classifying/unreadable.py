"""Contracts that cannot be read with the diagrams of their version: what is drawn is compared, and that is said."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import NOT_COMPARED
from checker.diff.version import Unread, Version


def comparable(old: Version, new: Version) -> tuple[Version, Version]:
    """Return both versions without the contracts to which one that cannot be read may be the other version."""
    if not (old.unread or new.unread):
        return old, new
    both = {contract.system for contract in old.contracts} & {contract.system for contract in new.contracts}
    return old.bare(both), new.bare(both)


def unreadable_changes(old: Version, new: Version) -> Iterator[Change]:
    """Yield what it means that contracts cannot be read: breaking where they could be before."""
    before, after = ({each.name: Spot(each.place) for each in version.unread} for version in (old, new))
    for each in new.unread:
        known = each.name in before
        why = "it could not be read before" if known else "what it promises nobody can check any more"
        rank = Rank.COMPATIBLE if known else Rank.BREAKING
        yield Change(NOT_COMPARED, rank, _says(each), why, before.get(each.name), after[each.name])
    for each in old.unread:
        if each.name not in after:
            yield Change(NOT_COMPARED, Rank.COMPATIBLE, _says(each), "that was in the old version", before[each.name])


def _says(unread: Unread) -> str:
    reason = unread.error.message.splitlines()[0]
    return f"a contract cannot be read with its diagrams, so that only these are compared: {reason}"
