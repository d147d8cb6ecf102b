"""Contracts that cannot be read with the diagrams of their version: what is drawn is compared, and that is said."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.errors import InputError
from checker.diff.change import Change, Rank, Spot
from checker.diff.codes import NOT_COMPARED
from checker.diff.version import Version


def comparable(old: Version, new: Version) -> tuple[Version, Version]:
    """Return both versions without the contracts to which one that cannot be read may be the other version."""
    if not (old.unread or new.unread):
        return old, new
    both = {contract.system for contract in old.contracts} & {contract.system for contract in new.contracts}
    return old.bare(both), new.bare(both)


def unreadable_changes(old: Version, new: Version) -> Iterator[Change]:
    """Yield what it means that contracts cannot be read: breaking where they could be before."""
    before, after = {error.message for error in old.unread}, {error.message for error in new.unread}
    for error in new.unread:
        rank = Rank.COMPATIBLE if error.message in before else Rank.BREAKING
        why = "it could not be read before" if error.message in before else "what it promises nobody can check any more"
        yield Change(NOT_COMPARED, rank, _says(error), why, None, _spot(error))
    for error in old.unread:
        if error.message not in after:
            yield Change(NOT_COMPARED, Rank.COMPATIBLE, _says(error), "that was in the old version", _spot(error), None)


def _says(error: InputError) -> str:
    return f"a contract does not fit its diagrams, so that only these are compared: {error.message}"


def _spot(error: InputError) -> Spot | None:
    return Spot(error.place) if error.place else None
