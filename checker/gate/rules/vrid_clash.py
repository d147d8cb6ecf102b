"""A node has each virtual router once."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.keepalived.facts import VrrpInstance, VrrpNode
from checker.gate.nodes import known
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.vrrp_examples import ONE, kept


def _subjects(site: Site) -> Iterator[VrrpNode]:
    return (node for node in site.deployment.of(VrrpNode) if node.instances)


def _judge(site: Site, node: VrrpNode) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], VrrpInstance] = {}
    for instance in node.instances:
        first = seen.setdefault(_router(instance), instance)
        if first is instance:
            continue
        number, interface = instance.router_id.value, instance.interface.value
        yield Problem(
            where=instance.router_id.place,
            message=(
                f"virtual_router_id {number} of {instance.name} is on {interface} already that of {first.name}: "
                f"keepalived refuses to run one of them"
            ),
            key="virtual_router_id",
            wanted="an id of its own",
            found=str(number),
            related=(Related(first.router_id.place, f"{first.name} has it"),),
        )


def _router(instance: VrrpInstance) -> tuple[object, ...]:
    first = known(instance.addresses[0].address) if instance.addresses else None
    return instance.interface.value, instance.router_id.value, bool(first and ":" in first)


def _second(number: int) -> str:
    return f"""
vrrp_instance other {{
    interface eth0
    virtual_router_id {number}
    virtual_ipaddress {{
        192.168.1.101/24
    }}
}}
"""


RULE = Rule(
    code="vrid-clash",
    severity=Severity.ERROR,
    says="a node has each virtual router once",
    title="two instances of one node have the same virtual_router_id on one interface",
    what="A virtual router is named by an interface, a `virtual_router_id` and the kind of its addresses (IPv4, IPv6).",
    why="Two instances cannot be the same router; keepalived drops one, and its address is nowhere.",
    fix="Give each instance on the same network an id of its own.",
    promises=(),
    subjects=_subjects,
    judge=_judge,
    invalid=(Example({"keepalived.conf": ONE + _second(51)}, at=(f"keepalived.conf:{ONE.count(chr(10)) + 4}",)),),
    valid=(Example({"keepalived.conf": ONE + _second(52)}), kept()),
)
