"""Which occurrences were told already: in so little memory that millions of requests cost no more than a few.

Two lines of one file that tell the same thing stand close together, so of one file only what was lately told is kept.
Where several files tell of a host everything is kept that a later file may repeat, in eight bytes each.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

RECENT = 1 << 16
LARGEST = 1 << 20


class Seen:
    """Identities as 64-bit numbers; `forgetful` where no other file can repeat them."""

    __slots__ = ("_before", "_chunks", "_forgetful", "_recent")

    def __init__(self, forgetful: bool) -> None:
        self._forgetful = forgetful
        self._recent: set[int] = set()
        self._before: set[int] = set()
        self._chunks: list[array[int]] = []

    def add(self, identity: int) -> bool:
        """Note an identity; return False where it was noted before."""
        if identity in self._recent or identity in self._before or any(_holds(c, identity) for c in self._chunks):
            return False
        self._recent.add(identity)
        if len(self._recent) == RECENT:
            self._age()
        return True

    def _age(self) -> None:
        if not self._forgetful:
            self._chunks.append(array("q", sorted(self._recent)))
            while len(self._chunks) > 1 and len(self._chunks[-2]) == len(self._chunks[-1]) < LARGEST:
                last = self._chunks.pop()
                self._chunks[-1] = array("q", sorted(self._chunks[-1] + last))
        self._before, self._recent = self._recent, set()


def _holds(chunk: array[int], identity: int) -> bool:
    at = bisect_left(chunk, identity)
    return at < len(chunk) and chunk[at] == identity
