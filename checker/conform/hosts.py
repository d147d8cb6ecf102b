"""Which host speaks: names in logs, addresses and hardware addresses in captures, brought to one name.

A host may be known by name only (its log) or by address only (a capture). Two such are not provably different hosts,
so nothing may be concluded from their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.model.contract import Contract
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Hosts:
    """Names of hosts by log name, IP address and hardware address; `unplaced` are names without any address."""

    by_name: Mapping[str, str]
    by_address: Mapping[str, str]
    by_mac: Mapping[str, str]
    unplaced: frozenset[str] = frozenset()

    def named(self, name: str) -> str:
        """Return the host that a log calls `name` (the name itself when the contract knows no other)."""
        return self.by_name.get(name, name)

    def at(self, address: str) -> str:
        """Return the host that has an IP address, or the address itself."""
        return self.by_address.get(address, address)

    def with_mac(self, mac: str) -> str:
        """Return the host with a hardware address, or the hardware address itself."""
        return self.by_mac.get(mac, mac)


def identify(events: Iterable[Event], contract: Contract) -> Hosts:
    """Work out the hosts from the contract and from what the sources say of themselves."""
    by_address = {host.address: host.name for host in contract.hosts.values()}
    by_name = {alias: host.name for host in contract.hosts.values() for alias in (host.name, *host.aliases)}
    vips = {vip.address for vip in contract.vips.values()}
    macs: dict[str, set[str]] = defaultdict(set)
    seen: set[str] = set()
    for event in events:
        if event.kind == "address_seen":
            # keepalived lists the addresses of its own host when it starts: a name meets an address.
            address = str(event.args["address"])
            if address in by_address:
                by_name.setdefault(event.source.host, by_address[address])
            elif address not in vips and ":" not in address:
                by_address[address] = by_name.get(event.source.host, event.source.host)
        name = event.source.host
        seen.add(name)
        if name and name not in by_name and (host := contract.host_of(name)) is not None:
            by_name[name] = host.name
        for mac, address in _hardware(event):
            if address not in vips:
                macs[mac].add(by_address.get(address, address))
    by_mac = {mac: next(iter(names)) for mac, names in macs.items() if len(names) == 1}
    placed = set(by_address.values())
    return Hosts(by_name, by_address, by_mac, frozenset(n for n in seen if n and by_name.get(n, n) not in placed))


def _hardware(event: Event) -> list[tuple[str, str]]:
    args = event.args
    match event.kind:
        case "advert":
            return [(str(args["mac"]), str(args["sender"]))]
        case "arp_reply" | "arp_announced":
            return [(str(args["mac"]), str(args["address"]))]
        case "presence":
            return [(str(args["mac"]), a) for a in str(args["addresses"]).split(",") if a]
        case _:
            return []
