"""Each replica of the diagram is one container, and nginx runs where its configuration can be kept alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.compose.facts import Service
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import nginx_services, publishings, service_of
from checker.model.contract import Server


@dataclass(frozen=True)
class _Own:
    service: Service
    replica: Server | None


def _subjects(site: Site) -> Iterator[_Own]:
    for server in site.contract.servers.values():
        if service := service_of(site, server):
            yield _Own(service, server)
    for service in nginx_services(site):
        yield _Own(service, None)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    replicas = own.service.replicas
    if replicas.value <= 1:
        return
    by_hand = any(route.url.host not in ("127.0.0.1", "localhost") for route in publishings(site))
    if own.replica:
        why = "checks of its health, and questions, come to any of them: failures in a row are those of several"
    elif by_hand:
        why = "the failover by hand in nginx.conf must be done, and reloaded, in each of them"
    else:
        why = "a viewer may come to another one than the stream did: the segments must lie on a volume that all share"
    yield Problem(
        where=replicas.place,
        message=f"{{who}} runs {replicas.value} times: {why}",
        who=own.service.name,
        promise="heartbeat.fall" if own.replica else "publish-fails-over",
        key="replicas",
        wanted="1",
        found=str(replicas.value),
        severity=None if own.replica or by_hand else Severity.INFO,
        repairs=(Repair("replicas: 1", (write_value(replicas, "replicas", "1"),), safe=False),),
    )


RULE = Rule(
    code="service-replicas",
    severity=Severity.WARNING,
    says="each replica of the diagram is one container",
    title="a service runs several times where the diagram draws one",
    what="""
The diagram draws one primary, one secondary and one nginx. `replicas` above 1 puts several containers behind one name,
and the mesh sends each connection to any of them.
""",
    why="""
Three failed checks in a row may then be three containers' first; a container that is dead is hidden by one that is not.
Several nginx must be failed over each, and write segments that only one of them serves.
""",
    fix="Write `replicas: 1`, or draw what is meant.",
    promises=("publish-fails-over", "heartbeat.fall"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("stack.yml", ("{replicas: 1}", "{replicas: 3}"), at=("replicas: 3",)),
        broken("stack.yml", ('"9090:9090"]', '"9090:9090"]\n    deploy: {replicas: 2}'), at=("replicas: 2",)),
    ),
    valid=(kept("stack.yml"),),
)
