"""keepalived on each host, and the virtual addresses that they share."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.words import listed
from checker.configs.keepalived.facts import VrrpInstance, VrrpNode
from checker.gate.topology.scene import Item, Kind, Scene, is_known, lasting, shown
from checker.gate.vrrp.nodes import hosts_of_nodes
from checker.model.graph import Edge, Node


def _parts(scene: Scene) -> Iterator[Item]:
    nodes = scene.deployment.of(VrrpNode)
    addresses: dict[str, str] = {}
    for number, (node, host) in enumerate(zip(nodes, scene.hosts(hosts_of_nodes, nodes), strict=True)):
        id = f"vrrp{number}"
        yield Node(id, (f"keepalived on {host}" if host else "keepalived", scene.file(node.files[0])), "process")
        for instance in node.instances:
            for each in instance.addresses:
                vip = addresses.setdefault(shown(each.address), f"vip{len(addresses)}")
                yield Edge(id, vip, _standing(instance), open=not is_known(instance.priority))
    for address, id in addresses.items():
        yield _vip(scene, address, id)


def _vip(scene: Scene, address: str, id: str) -> Node:
    known = next((vip for each in scene.contracts if (vip := each.vip_at(address)) is not None), None)
    wanted = listed([vip.address for each in scene.contracts for vip in each.vips.values()])
    strange = bool(wanted) and known is None
    lines = ("virtual address", address, *([f"the contract has {wanted}"] if strange else []))
    return Node(id, (known.name, *lines) if known else lines, "address", open=strange)


def _standing(instance: VrrpInstance) -> tuple[str, ...]:
    order = (f"priority {shown(instance.priority)}", f"state {shown(instance.state)}")
    kept = instance.nopreempt_effective.known is True
    return (", ".join(order), f"adverts every {lasting(instance.advert)}", *(["nopreempt"] if kept else []))


KIND = Kind("vrrp", _parts)
