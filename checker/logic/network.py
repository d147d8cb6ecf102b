"""The operators of a ground formula as a network of small state machines, each with one current truth value.

Every operator is evaluated only when an input changed or a window boundary is reached. The temporal ones keep a
constant number of instants instead of the content of their windows (compare the lists of Basin, Klaedtke, Zalinescu
2011, "Algorithms for monitoring real-time properties"). A window of a function into a lattice of height 3 is decided
level by level, v = 1 and 2, because `min` and `max` commute with thresholds: `f since g >= v` iff `(f >= v) since
(g >= v)`. And for one level two instants suffice: the last one at which the right side reached v, and the last one at
which the left side did not. Only a window that ends before now, [a,b] with a > 0, keeps the changes of the last `a`.
"""

from __future__ import annotations

from collections import deque

from checker.logic.formula import (
    And,
    Atom,
    Constant,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Window,
)
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth

# Earlier than any instant that a window can reach, so that adding a bound to it stays in the past.
NEVER = 2 * BEGINNING
FALSE, UNKNOWN, TRUE = (int(truth) for truth in Truth)


class Node:
    """One operator: its current value, the operators that read it, and its place in the order of evaluation.

    `wake` is the first instant at which the value may change although no input does (END for never).
    """

    __slots__ = ("parents", "queued", "rank", "value", "wake")

    def __init__(self, value: int) -> None:
        self.value = value
        self.rank = 0
        self.wake = END
        self.parents: list[Node] = []
        self.queued = False

    def input_changed(self, old: int, new: int) -> None:
        """Take note that one input went from `old` to `new`; the value follows in `update`."""

    def update(self, now: int) -> int:
        """Return the value from the instant `now` on, given the current inputs."""
        return self.value


class Leaf(Node):
    """An atom or a constant; `base` is what an event returns to after the instant at which it happens."""

    __slots__ = ("base",)

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.base = value


class Negation(Node):
    """Kleene negation."""

    __slots__ = ("operand",)

    def __init__(self, operand: Node) -> None:
        super().__init__(2 - operand.value)
        self.operand = operand
        operand.parents.append(self)

    def update(self, now: int) -> int:
        """Return 2 - operand."""
        return 2 - self.operand.value


class Lattice(Node):
    """Minimum or maximum of the inputs, by counting them, so that a change costs the same whatever their number."""

    __slots__ = ("counts", "falling", "order")

    def __init__(self, operands: list[Node], order: tuple[int, int, int]) -> None:
        self.order = order
        self.counts = [0, 0, 0]
        for operand in operands:
            self.counts[operand.value] += 1
            operand.parents.append(self)
        super().__init__(self.update(BEGINNING))

    def input_changed(self, old: int, new: int) -> None:
        """Move one input from one count to the other."""
        self.counts[old] -= 1
        self.counts[new] += 1

    def update(self, now: int) -> int:
        """Return the first truth value, in the order of this lattice operation, that some input has."""
        first, second, third = self.order
        counts = self.counts
        return first if counts[first] else second if counts[second] else third


class Past(Node):
    """`left since[a,b] right`; with a constant left `once`; with `dual` the negation of it on the negated right.

    `reached[v]` is the last instant before this cell at which the delayed right side was >= v, `broken[v]` the last one
    at which the left side was < v. A cell is a stretch of instants in which neither input changes; in a cell each level
    changes at most once, at `wake` or later.
    """

    __slots__ = (
        "_broken",
        "_delayed",
        "_held",
        "_left",
        "_newest",
        "_reached",
        "_right",
        "delay",
        "dual",
        "queue",
        "width",
    )

    def __init__(self, left: Node, right: Node, bounds: tuple[int, int], dual: bool) -> None:
        self.delay, self.dual = bounds[0], dual
        self.width = bounds[1] - bounds[0]
        self.queue: deque[tuple[int, int]] = deque()
        self._left, self._right = left, right
        self._reached = [NEVER, NEVER, NEVER]
        self._broken = [NEVER, NEVER, NEVER]
        self._newest = self._delayed = 2 - right.value if dual else right.value
        left.parents.append(self)
        right.parents.append(self)
        super().__init__(FALSE)
        self._held = left.value
        self.value = self._evaluate(BEGINNING, left.value, self._delayed)

    def update(self, now: int) -> int:
        """Close the cell that ends before `now`, and return the value with which the next one starts."""
        right = 2 - self._right.value if self.dual else self._right.value
        left = self._left.value
        for level in (UNKNOWN, TRUE):
            if self._delayed >= level:
                self._reached[level] = now - 1
            if self._held < level:
                self._broken[level] = now - 1
        self._held = left
        self._delayed = self._delay(now, right) if self.delay else right
        return self._evaluate(now, left, self._delayed)

    def _delay(self, now: int, right: int) -> int:
        queue, delayed = self.queue, self._delayed
        if right != self._newest:
            self._newest = right
            queue.append((now + self.delay, right))
        while queue and queue[0][0] <= now:
            delayed = queue.popleft()[1]
        return delayed

    def _evaluate(self, now: int, left: int, right: int) -> int:
        self.wake = self.queue[0][0] if self.queue else END
        value = FALSE
        for level in (UNKNOWN, TRUE):
            if self._satisfied(now, level, left, right):
                value = level
        return 2 - value if self.dual else value

    def _satisfied(self, now: int, level: int, left: int, right: int) -> bool:
        if left < level:
            return right >= level and self.delay == 0
        if right >= level:
            turn = self._broken[level] + self.delay
            return now >= turn or self._wake_at(turn)
        reached = self._reached[level]
        if reached == NEVER or reached - self.delay < self._broken[level]:
            return False
        expiry = reached + self.width + 1
        if now < expiry:
            self._wake_at(expiry)
            return True
        return False

    def _wake_at(self, instant: int) -> bool:
        self.wake = min(self.wake, instant)
        return False


class Compiler:
    """Builds the network of ground formulas; equal subformulas become one node, evaluated once."""

    def __init__(self, initial: dict[Atom, int]) -> None:
        self.nodes: list[Node] = []
        self.leaves: dict[Atom, Leaf] = {}
        self._initial = initial
        self._known: dict[Formula, Node] = {}

    def node(self, formula: Formula) -> Node:
        """Return the node of a formula, made after those of its parts, so that ranks order the evaluation."""
        known = self._known.get(formula)
        if known is None:
            known = self._known[formula] = self._make(formula)
            known.rank = len(self.nodes)
            self.nodes.append(known)
        return known

    def _make(self, formula: Formula) -> Node:
        match formula:
            case Constant(truth):
                return Leaf(int(truth))
            case Atom():
                leaf = self.leaves[formula] = Leaf(self._initial.get(formula, UNKNOWN))
                return leaf
            case Not(operand):
                return Negation(self.node(operand))
            case And(operands):
                return Lattice([self.node(operand) for operand in operands], (FALSE, UNKNOWN, TRUE))
            case Or(operands):
                return Lattice([self.node(operand) for operand in operands], (TRUE, UNKNOWN, FALSE))
            case Implies(left, right):
                return Lattice([self.node(Not(left)), self.node(right)], (TRUE, UNKNOWN, FALSE))
            case _:
                return self._make_past(formula)

    def _make_past(self, formula: Formula) -> Node:
        match formula:
            case Since(left, right, window):
                return Past(self.node(left), self.node(right), _bounds(window), dual=False)
            case Once(operand, window):
                return Past(self.node(Constant(Truth.TRUE)), self.node(operand), _bounds(window), dual=False)
            case Historically(operand, window):
                return Past(self.node(Constant(Truth.TRUE)), self.node(operand), _bounds(window), dual=True)
            case _:
                raise ValueError(f"not a ground formula, {type(formula).__name__} is left; see checker.logic.grounding")


def _bounds(window: Window) -> tuple[int, int]:
    lower, upper = window.lower, window.upper
    if not isinstance(lower, int) or not isinstance(upper, int | None):
        raise ValueError(f"window [{lower}, {upper}] still has a parameter; see checker.logic.grounding")
    return lower, END if upper is None else upper
