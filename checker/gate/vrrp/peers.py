"""Which addresses a node's advertisements must be sent to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.configs.setting import Setting
from checker.gate.vrrp.nodes import Group, Member, known, same_address
from checker.model.contract import Contract


def peer_addresses(contract: Contract, group: Group, member: Member) -> Mapping[str, str]:
    """Return where each other node is, by name: as its own file says, or else as the contract does.

    A host whose files are not there is expected only where the addresses of the contract are used at all: the nodes may
    advertise on a network of their own.
    """
    found = {other.name: other.address for other in group.others(member) if other.address}
    contract_hosts = [contract.hosts[name] for name in group.vip.hosts if name in contract.hosts]
    addresses = {host.address for host in contract_hosts}
    if not all((known(each.instance.source_address) or each.address) in addresses for each in group.members):
        return found
    seen = {each.host.name for each in group.members if each.host}
    if len(seen) < len(group.members):
        return found
    return found | {host.name: host.address for host in contract_hosts if host.name not in seen}


def lists(member: Member, address: str) -> bool:
    """Say whether a node sends its advertisements to an address."""
    return any(same_address(peer.value, address) for peer in member.instance.peers)


def strangers(group: Group, member: Member, expected: Mapping[str, str]) -> Iterator[Setting[str]]:
    """Yield the peers of a node that are neither another node nor itself."""
    hosts = [other.host.address for other in group.others(member) if other.host]
    for peer in member.instance.peers:
        if not any(same_address(peer.value, each) for each in (*expected.values(), *hosts, member.address)):
            yield peer
