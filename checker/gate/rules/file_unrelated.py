"""The files belong to the system of the diagrams."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.keepalived.facts import VrrpNode
from checker.configs.pgbouncer.facts import Pooler
from checker.gate.poolers import poolers
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.vrrp import nodes
from checker.gate.vrrp.examples import ONE, TWO

_NODE = "it has no address and no virtual_router_id of the diagrams, and each of their hosts has its file"
_POOLER = "it has no port and no name of the diagrams, and each of their servers has its file"


def _subjects(site: Site) -> Iterator[VrrpNode | Pooler]:
    if site.contract.vips:
        yield from (node for node in site.deployment.of(VrrpNode) if node.instances)
    if "pool.mode" in site.contract.parameters:
        yield from site.deployment.of(Pooler)


def _judge(site: Site, each: VrrpNode | Pooler) -> Iterator[Problem]:
    if isinstance(each, VrrpNode):
        unrelated, head, why = each in nodes.unrelated(site), each.instances[0].block, _NODE
    else:
        unrelated, head, why = each in poolers.unrelated(site), each.block, _POOLER
    if unrelated:
        yield Problem(
            where=head.place,
            message=f"{each.files[0]} belongs to another system and is not judged: {why}",
            found=each.files[0],
            hint="if it does belong here, mend its address, id or port",
        )


_OTHER = (
    ONE.replace("192.168.1.100/24", "10.0.0.5/24")
    .replace("virtual_router_id 51", "virtual_router_id 7")
    .replace("    unicast_src_ip 192.168.1.10\n    unicast_peer {\n        192.168.1.11\n    }\n", "")
)
_OWN = {"hap1/keepalived.conf": ONE, "hap2/keepalived.conf": TWO}
_INI = "[pgbouncer]\nlisten_addr = *\nlisten_port = {port}\npool_mode = transaction\n"
_INIS = {f"pgbouncer-{n}.ini": _INI.format(port=6431 + n) for n in (1, 2, 3)}

RULE = Rule(
    code="file-unrelated",
    severity=Severity.INFO,
    says="the files belong to the system of the diagrams",
    title="a file of another system is among the inputs",
    what="""
Each host (or server) of the diagrams has its file among the inputs, and this one shares nothing with them: a
keepalived.conf no address and no virtual_router_id, a pgbouncer.ini no port and no name.
""",
    why="A directory may hold the files of several systems. What is not of this one is not judged: that must be seen.",
    fix="Nothing, if it is another system's. Else mend what should tie it to the diagrams.",
    promises=("balancer-not-single-point", "down-detected-in-time"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example({**_OWN, "web/keepalived.conf": _OTHER}, at=("web/keepalived.conf:11",)),
        Example({**_INIS, "billing/pgbouncer.ini": _INI.format(port=7432)}, at=("billing/pgbouncer.ini:1",)),
    ),
    valid=(
        Example({**_OWN, **_INIS}),
        Example({"hap1/keepalived.conf": ONE, "web/keepalived.conf": _OTHER}),
    ),
)
