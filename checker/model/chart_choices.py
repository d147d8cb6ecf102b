"""Tries all combinations of choices, depth first, without recursion: each walk repeats the choices before the last."""

from __future__ import annotations


class Choices:
    """The choices of the walk at hand. Ask `pick` for each; after a walk, `advance` goes on to the next combination."""

    def __init__(self) -> None:
        self._taken: list[int] = []
        self._sizes: list[int] = []
        self._at = 0

    @property
    def fresh(self) -> bool:
        """Whether the next choice is one that no walk before had to make after the same choices."""
        return self._at == len(self._taken)

    def pick(self, size: int) -> int:
        """Return the number, from 0 to before `size`, of the option that this walk takes."""
        if size == 1:
            return 0
        if self.fresh:
            self._taken.append(0)
            self._sizes.append(size)
        self._at += 1
        return self._taken[self._at - 1]

    def advance(self) -> bool:
        """Begin the next walk; False when all combinations were tried. Choices not reached again are forgotten."""
        del self._taken[self._at :], self._sizes[self._at :]
        while self._taken and self._taken[-1] + 1 == self._sizes[-1]:
            self._taken.pop()
            self._sizes.pop()
        self._at = 0
        if not self._taken:
            return False
        self._taken[-1] += 1
        return True
