"""Who takes the virtual address over from whom, and when: the numbers of a group of VRRP nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.base.time import Interval
from checker.configs.keepalived.facts import Tracked, VrrpInstance
from checker.gate import bounds
from checker.gate.vrrp.nodes import Group, Member

OWNER = 255
"""The priority of an address's owner, which nothing lowers (RFC 5798 6.1)."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """The holder that is gone (None: its file is not there), and the node that takes the address over."""

    holder: Member | None
    taker: Member

    @property
    def version(self) -> int:
        """The protocol that the taker speaks."""
        return self.taker.instance.version.value

    @property
    def pace(self) -> Member:
        """Whose `advert_int` counts: a VRRPv3 backup goes by what the holder announces, a VRRPv2 one by its own."""
        adopts = self.holder is not None and self.version == 3 and self.holder.instance.version.value == 3
        return self.holder if adopts and self.holder else self.taker

    @property
    def advert(self) -> int:
        """The interval between two advertisements that the taker counts with."""
        return self.pace.instance.advert.value

    @property
    def priority(self) -> int:
        """The priority of the taker while all that it tracks is well."""
        return effective_priority(self.taker.instance)

    @property
    def down_adverts(self) -> int:
        """How many advertisements must be missing."""
        return self.taker.instance.down_adverts.value

    @property
    def master_down(self) -> int:
        """How long the taker waits without an advertisement."""
        return bounds.master_down(self.version, self.priority, self.advert, self.down_adverts)

    @property
    def after_crash(self) -> Interval:
        """How long nobody holds the address after a crash of the holder."""
        return bounds.takeover_after_crash(self.version, self.priority, self.advert, self.down_adverts)

    @property
    def after_stop(self) -> int:
        """How long nobody holds it after the holder gave it up by itself (a stop, or a fault that it saw)."""
        return bounds.skew(self.version, self.priority, self.advert)


def takeovers(group: Group) -> tuple[Takeover, ...]:
    """Return what follows from the crash of each node, that of the preferred holder first.

    The one with the highest priority of those that are left takes over. Of a node that is alone only its own part is
    known.
    """
    ranked = group.ranked
    if len(ranked) == 1:
        return (Takeover(None, ranked[0]),)
    return tuple(Takeover(member, next(m for m in ranked if m is not member)) for member in ranked)


def designated(group: Group) -> Takeover:
    """Return the takeover that the diagrams draw: from the preferred holder to the next one."""
    return takeovers(group)[0]


def effective_priority(instance: VrrpInstance, failing: Sequence[Tracked] = ()) -> int:
    """Return the priority with the weights of what is tracked; UnknownValueError where the files do not tell one.

    A positive weight is added while its script succeeds, a negative one while it fails (`reverse` subtracts them); the
    sum stays within 1..254, and the owner's priority is never changed (keepalived.conf(5), vrrp_script).
    """
    base = instance.priority.value
    if base == OWNER:
        return OWNER
    counting = (each for each in instance.tracked if is_defined(each) and (each.weight.value < 0) == (each in failing))
    return max(
        1, min(OWNER - 1, base + sum(-each.weight.value if each.turned else each.weight.value for each in counting))
    )


def is_defined(tracked: Tracked) -> bool:
    """Say whether what is tracked is there."""
    return tracked.script is not None or tracked.process is not None
