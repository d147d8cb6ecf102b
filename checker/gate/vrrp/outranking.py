"""From whom a node that returns would take the virtual address."""

from __future__ import annotations

from checker.gate.vrrp.nodes import Group, Member
from checker.gate.vrrp.takeover import effective_priority
from checker.model.contract import Contract


def outranked_by(contract: Contract, group: Group, member: Member) -> str:
    """Return the name of a node whose priority is below that of a member, or ''.

    For a host whose files are not there, the priority that the contract states is taken.
    """
    own = effective_priority(member.instance)
    others = [(effective_priority(each.instance), each.name) for each in group.others(member)]
    seen = {each.host.name for each in group.members if each.host}
    absent = [contract.hosts[name] for name in group.vip.hosts if name not in seen and name in contract.hosts]
    if member.host is not None:
        others += [(host.priority, host.name) for host in absent if host.priority >= 0]
    return next((name for priority, name in others if priority < own), "")
