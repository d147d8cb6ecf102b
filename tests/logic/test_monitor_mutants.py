"""The exhaustive test catches each of these broken monitors; a test that let one pass would prove nothing."""

from itertools import chain

import pytest

from tests.logic.mutants import broken
from tests.logic.small_scope import DEPTH_1, DEPTH_2, mismatches, traces

NETWORK, MONITOR = MODULES = ("checker.logic.network", "checker.logic.monitor")

MUTANTS = [
    # windows off by one
    (NETWORK, "expiry = reached + self.width + 1", "expiry = reached + self.width"),
    (NETWORK, "expiry = reached + self.width + 1", "expiry = reached + self.width + 2"),
    (NETWORK, "turn = self._broken[level] + self.delay", "turn = self._broken[level] + self.delay + 1"),
    (NETWORK, "turn = self._broken[level] + self.delay", "turn = self._broken[level]"),
    (NETWORK, "queue.append((now + self.delay, right))", "queue.append((now + self.delay - 1, right))"),
    (NETWORK, "self.width = bounds[1] - bounds[0]", "self.width = bounds[1]"),
    # open and closed ends
    (NETWORK, "self._reached[level] = now - 1", "self._reached[level] = now"),
    (NETWORK, "self._broken[level] = now - 1", "self._broken[level] = now"),
    (NETWORK, "reached - self.delay < self._broken[level]", "reached - self.delay <= self._broken[level]"),
    (NETWORK, "return right >= level and self.delay == 0", "return False"),
    (NETWORK, "return right >= level and self.delay == 0", "return right >= level"),
    (NETWORK, "return now >= turn or self._wake_at(turn)", "return now > turn or self._wake_at(turn + 1)"),
    # the other lattice operation, or a missing negation
    (NETWORK, "for operand in operands], (FALSE, UNKNOWN, TRUE))", "for operand in operands], (TRUE, UNKNOWN, FALSE))"),
    (NETWORK, "self.node(Not(left)), self.node(right)]", "self.node(left), self.node(right)]"),
    (NETWORK, "return 2 - value if self.dual else value", "return value"),
    # unknown forgotten or misread
    (NETWORK, "self._initial.get(formula, UNKNOWN)", "self._initial.get(formula, FALSE)"),
    (NETWORK, "self._initial.get(formula, UNKNOWN)", "self._initial.get(formula, TRUE)"),
    (NETWORK, "if reached == NEVER or reached", "if reached"),
    (NETWORK, "= self._delayed = 2 - right.value if dual else right.value", "= self._delayed = FALSE"),
    (
        NETWORK,
        "return first if counts[first] else second if counts[second] else third",
        "return first if counts[first] else third",
    ),
    (NETWORK, "if self._held < level:", "if self._held <= level:"),
    (NETWORK, "if self._delayed >= level:", "if self._delayed > level:"),
    # changes and wake-ups lost
    (NETWORK, "self._held = left\n        self._delayed", "self._delayed"),
    (NETWORK, "self.counts[old] -= 1", "pass"),
    (NETWORK, "self.wake = self.queue[0][0] if self.queue else END", "self.wake = END"),
    (NETWORK, "self.wake = min(self.wake, instant)", "self.wake = instant"),
    (MONITOR, "if node.wake not in (wake, END):", "if wake == END != node.wake:"),
    (MONITOR, "heappush(self._wakes, (node.wake, node.rank))", "self._wakes[:] = [(node.wake, node.rank)]"),
    (MONITOR, "nodes[heappop(dirty)]", "nodes[dirty.pop()]"),
    (MONITOR, "self._run_until(end + 1)", "self._run_until(end)"),
    (MONITOR, "self._emit(rank, end + 1, self", "self._emit(rank, end, self"),
    (MONITOR, "leaf.base = values[leaf] = truth", "leaf.base = truth"),
]


def is_caught(monitors, ticks=3):
    found = chain(
        mismatches(DEPTH_1, traces(ticks, hold=3), monitors=monitors),
        mismatches(DEPTH_2, traces(1, hold=2), monitors=monitors),
    )
    try:
        return next(found, None) is not None
    except (AssertionError, ValueError, IndexError, TypeError):
        return True


@pytest.mark.parametrize(("module", "old", "new"), MUTANTS)
def test_the_small_scope_catches(module, old, new):
    with broken(MODULES, module, old, new) as monitor:
        assert is_caught(monitor.Monitors)


def test_an_unbroken_copy_is_not_caught():
    with broken(MODULES, NETWORK, "class Past", "class Past") as monitor:
        assert not is_caught(monitor.Monitors, ticks=2)
