"""Which keepalived and which HAProxy belongs to which host of the contract, and who may hold its virtual address.

Files rarely say the name of their host. What they do say is asked in the order of its weight: the id of an
`@id` line, an own address, a `router_id`, a path, the addresses of the peers, a number in the path, the priority. What
two nodes claim alike (a line that was copied) says nothing about either.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from checker.configs.haproxy.facts import Balancer
from checker.configs.keepalived.facts import VrrpInstance, VrrpNode
from checker.configs.setting import Setting, Unknown
from checker.gate.rule import Site, once
from checker.model.contract import Contract, Host, Vip

T = TypeVar("T")

_LEADS = frozenset({"master", "primary", "active", "main"})
_FOLLOWS = frozenset({"backup", "secondary", "standby", "passive", "slave"})


@dataclass(frozen=True, slots=True)
class Member:
    """A node's VRRP instance for a virtual address of the contract, and the host that the node is, where known."""

    node: VrrpNode
    instance: VrrpInstance
    host: Host | None

    @property
    def name(self) -> str:
        """The name of the host, or else the file that configures it."""
        return self.host.name if self.host else self.node.files[0]

    @property
    def address(self) -> str:
        """The address that its advertisements come from, as it says or else as the contract does; '' if neither."""
        return known(self.instance.source_address) or (self.host.address if self.host else "")


@dataclass(frozen=True, slots=True)
class Group:
    """The nodes that share a virtual address of the contract, in the order of their files."""

    vip: Vip
    members: tuple[Member, ...]

    def others(self, member: Member) -> tuple[Member, ...]:
        """Return all members but one."""
        return tuple(other for other in self.members if other is not member)

    @property
    def ranked(self) -> tuple[Member, ...]:
        """The members by priority, the highest first; UnknownValueError where the files do not tell one."""
        return tuple(sorted(self.members, key=lambda m: -m.instance.priority.value))


def known(setting: Setting[T]) -> T | None:
    """Return a value, or None where the files do not tell it."""
    return None if isinstance(setting.known, Unknown) else setting.known


def same_address(one: str, other: str) -> bool:
    """Say whether two texts are one IP address (IPv6 has several ways to write each)."""
    if ":" not in one or ":" not in other:
        return one == other
    from ipaddress import ip_address  # slow to load, and seldom needed

    try:
        return ip_address(one) == ip_address(other)
    except ValueError:
        return one.lower() == other.lower()


@once
def groups(site: Site) -> tuple[Group, ...]:
    """Return, for each virtual address of the contract, the nodes that are meant to share it (at least one)."""
    strangers = unrelated(site)
    nodes = [node for node in site.deployment.of(VrrpNode) if node not in strangers]
    hosts = hosts_of_nodes(site.contract, nodes)
    found = (Group(vip, tuple(_members(vip, nodes, hosts))) for vip in site.contract.vips.values())
    return tuple(group for group in found if group.members)


@once
def unrelated(site: Site) -> tuple[VrrpNode, ...]:
    """Return the nodes of other systems: those without any address or id of this one, once it has all of its hosts.

    While a host has no file, a node that shares nothing may be that host's, with everything wrong.
    """
    contract, nodes = site.contract, site.deployment.of(VrrpNode)
    own = [node for node in nodes if any(_carries_any(contract, each) for each in node.instances)]
    routers = {known(each.router_id) for node in own for each in node.instances if _carries_any(contract, each)}
    kin = [node for node in nodes if node in own or _is_kin(contract, node, routers - {None})]
    claimed = {host.name for host in hosts_of_nodes(contract, kin) if host}
    wanted = {name for vip in contract.vips.values() for name in vip.hosts}
    return tuple(node for node in nodes if node not in kin) if wanted and wanted <= claimed else ()


def _carries_any(contract: Contract, instance: VrrpInstance) -> bool:
    return any(carries(instance, vip) for vip in contract.vips.values())


def _is_kin(contract: Contract, node: VrrpNode, routers: Set[int | None]) -> bool:
    """Say whether a node has an id or an address of the system."""
    addresses: Set[str | None] = {host.address for host in contract.hosts.values()}
    return any(
        known(each.router_id) in routers
        or known(each.source_address) in addresses
        or any(known(peer) in addresses for peer in each.peers)
        for each in node.instances
    )


def pairs(site: Site) -> tuple[Group, ...]:
    """Return the groups in which at least two nodes can be compared."""
    return tuple(group for group in groups(site) if len(group.members) > 1)


def members(site: Site) -> tuple[tuple[Group, Member], ...]:
    """Return each member of each group."""
    return tuple((group, member) for group in groups(site) for member in group.members)


def carries(instance: VrrpInstance, vip: Vip) -> bool:
    """Say whether a VRRP instance has this address, among those that it announces or those that it does not."""
    listed = (known(each.address) for each in (*instance.addresses, *instance.excluded))
    return any(address is not None and same_address(address, vip.address) for address in listed)


def hosts_of_nodes(contract: Contract, nodes: Sequence[VrrpNode]) -> tuple[Host | None, ...]:
    """Return which host each keepalived runs on, None where nothing tells."""
    claims: tuple[Callable[[VrrpNode], Host | None], ...] = (
        lambda node: contract.host_of(node.config_id),
        lambda node: _by_source(contract, node),
        lambda node: contract.host_of(known(node.router_name) or ""),
        lambda node: _named_in(contract, node.files[0]),
        lambda node: _by_peers(contract, node),
        lambda node: _numbered_in(contract, node.files[0]),
        lambda node: _by_priority(contract, node),
        lambda node: _by_rank(contract, node.files[0]),
    )
    return _assigned(contract, nodes, claims)


def hosts_of_balancers(contract: Contract, balancers: Sequence[Balancer]) -> tuple[Host | None, ...]:
    """Return which host each HAProxy runs on; None for one whose files are those of all hosts."""
    claims: tuple[Callable[[Balancer], Host | None], ...] = (
        lambda each: _named_in(contract, each.files[0]),
        lambda each: _numbered_in(contract, each.files[0]),
        lambda each: _by_rank(contract, each.files[0]),
    )
    if len(balancers) < 2:
        return (None,) * len(balancers)
    return _assigned(contract, balancers, claims)


def balancer_on(site: Site, host: Host) -> Balancer | None:
    """Return the HAProxy of a host, or the only one there is; None where nothing tells."""
    balancers = site.deployment.of(Balancer)
    if len(balancers) == 1:
        return balancers[0]
    owners = hosts_of_balancers(site.contract, balancers)
    return next((each for each, owner in zip(balancers, owners, strict=True) if owner == host), None)


def _members(vip: Vip, nodes: Sequence[VrrpNode], hosts: Sequence[Host | None]) -> Iterator[Member]:
    carrying = [instance for node in nodes for instance in node.instances if carries(instance, vip)]
    for node, host in zip(nodes, hosts, strict=True):
        own = [instance for instance in node.instances if carries(instance, vip)] or _meant(node, carrying)
        yield from (Member(node, instance, host) for instance in own[:1])


def _meant(node: VrrpNode, carrying: Sequence[VrrpInstance]) -> list[VrrpInstance]:
    """Return the instance that should carry an address which the node does not have."""
    if len(node.instances) == 1:
        return list(node.instances)
    routers = {known(instance.router_id) for instance in carrying} - {None}
    names = {instance.name for instance in carrying}
    alike = [instance for instance in node.instances if known(instance.router_id) in routers]
    return alike or [instance for instance in node.instances if instance.name in names]


def _assigned(
    contract: Contract, nodes: Sequence[T], claims: Sequence[Callable[[T], Host | None]]
) -> tuple[Host | None, ...]:
    hosts: dict[int, Host] = {}
    for claim in claims:
        said = {at: claim(node) for at, node in enumerate(nodes) if at not in hosts}
        free = [host for host in said.values() if host is not None and host not in hosts.values()]
        hosts |= {at: host for at, host in said.items() if host is not None and free.count(host) == 1}
    left = [host for host in contract.hosts.values() if host not in hosts.values()]
    unknown = [at for at in range(len(nodes)) if at not in hosts]
    if len(nodes) > 1 and len(left) == len(unknown) == 1:
        hosts[unknown[0]] = left[0]
    return tuple(hosts.get(at) for at in range(len(nodes)))


def _by_source(contract: Contract, node: VrrpNode) -> Host | None:
    sources = {known(instance.source_address) for instance in node.instances} - {None, ""}
    return next((host for host in contract.hosts.values() if host.address in sources), None)


def _by_peers(contract: Contract, node: VrrpNode) -> Host | None:
    peers = {known(peer) for instance in node.instances for peer in instance.peers}
    rest = [host for host in contract.hosts.values() if host.address not in peers]
    return rest[0] if peers and len(rest) == 1 else None


def _by_priority(contract: Contract, node: VrrpNode) -> Host | None:
    said = {known(instance.priority) for instance in node.instances if not instance.priority.is_default}
    return _only(host for host in contract.hosts.values() if host.priority in said)


def _named_in(contract: Contract, path: str) -> Host | None:
    """Return the host that a file or a folder is named after: hap1/keepalived.conf, keepalived-hap1.conf."""
    for part in _parts(path):
        names = [part, *re.split(r"[^0-9A-Za-z.]+|\.(?=\D)", part)]
        if found := next((host for name in names if name and (host := contract.host_of(name))), None):
            return found
    return None


def _numbered_in(contract: Contract, path: str) -> Host | None:
    """Return the host with the number of a file or a folder: keepalived-2.conf is that of hap2."""
    numbers: Mapping[str, Host] = {
        found[0]: host for host in contract.hosts.values() if (found := re.search(r"\d+\Z", host.name))
    }
    for part in _parts(path):
        stem = posixpath.splitext(part)[0]
        if (found := re.search(r"\d+\Z", stem)) and (host := numbers.get(found[0].lstrip("0"))):
            return host
    return None


def _by_rank(contract: Contract, path: str) -> Host | None:
    """Return the host of a file that is called master or backup; only where there are two hosts."""
    ranked = sorted(contract.hosts.values(), key=lambda host: -host.priority)
    if len(ranked) != 2:
        return None
    for part in _parts(path):
        words = {word.lower() for word in re.split(r"[^A-Za-z]+", part)}
        if words & _LEADS or words & _FOLLOWS:
            return ranked[0 if words & _LEADS else 1]
    return None


def _parts(path: str) -> list[str]:
    return [part for part in reversed(posixpath.normpath(path).split("/")) if part]


def _only(found: Iterator[Host]) -> Host | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
