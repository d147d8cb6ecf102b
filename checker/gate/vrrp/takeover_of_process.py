"""How long a dead load balancer keeps the virtual address on a machine that lives on."""

from __future__ import annotations

from checker.base.time import Interval
from checker.configs.keepalived.facts import Tracked
from checker.gate import bounds
from checker.gate.vrrp.nodes import Group, Member
from checker.gate.vrrp.takeover import Takeover
from checker.gate.vrrp.tracking import is_fault, is_outranked


def process_takeover(takeover: Takeover, tracked: Tracked, *, hangs: bool = False) -> Interval:
    """Return how long a dead process keeps the address, with a script that fails at once or only by its timeout.

    A fault is announced, and the taker waits for its skew only. A lower priority is not: the taker lets its timer run
    out, which the last advertisement of the old priority has started.
    """
    wait = Interval(takeover.after_stop, takeover.after_stop) if is_fault(tracked) else takeover.after_crash
    since = seen(tracked, hangs=hangs)
    return Interval(since.lo + wait.lo, since.hi + wait.hi)


def seen(tracked: Tracked, *, hangs: bool) -> Interval:
    """Return how long it takes until keepalived has seen that a process is gone; it counts processes itself at once."""
    script, process = tracked.script, tracked.process
    if script is not None:
        timeout = script.timeout.value if hangs else 0
        return bounds.takeover_after_script(script.fall.value, script.interval.value, timeout, 0)
    delay = process.delay.value if process is not None else 0
    return Interval(delay, delay)


def moves(group: Group, member: Member, tracked: Tracked) -> bool:
    """Say whether the address leaves a node when what it tracks fails."""
    return is_fault(tracked) or (
        is_outranked(group, member, tracked)
        and not all(other.instance.nopreempt_effective.value for other in group.others(member))
    )
