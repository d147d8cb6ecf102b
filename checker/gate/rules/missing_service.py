"""Every replica of the diagram runs in the stack."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import nginx_services, service_of
from checker.model.contract import Server


def _subjects(site: Site) -> Iterator[Server]:
    services = site.deployment.of(Service)
    known = any(service_of(site, server) for server in site.contract.servers.values())
    if known or (services and any(True for _ in nginx_services(site))):
        yield from site.contract.servers.values()


def _judge(site: Site, server: Server) -> Iterator[Problem]:
    service = service_of(site, server)
    if service is None:
        yield _absent(site.deployment.of(Service), server)
    elif service.replicas.value == 0:
        yield _none(service.replicas, server)


def _absent(services: tuple[Service, ...], server: Server) -> Problem:
    return Problem(
        where=services[0].block.place,
        message=f"no service is called {server.address}: {server.name} does not run, and nobody finds its name",
        promise="publish-fails-over",
        key="services",
        wanted=server.address,
        found=", ".join(service.name for service in services),
        hint="nginx does not even start where a name in its configuration is unknown",
    )


def _none(replicas: Setting[int], server: Server) -> Problem:
    return Problem(
        where=replicas.place,
        message=f"{server.name} has no replica: it does not run",
        promise="publish-fails-over",
        key="replicas",
        wanted="1",
        found="0",
        repairs=(Repair("replicas: 1", (write_value(replicas, "replicas", "1"),)),),
    )


RULE = Rule(
    code="missing-service",
    severity=Severity.ERROR,
    says="every replica runs in the stack",
    title="a replica of the diagram does not run",
    what="Each replica that the diagram draws must be a service of the stack, under the name by which it is asked.",
    why="With one of them missing there is nothing to fail over to; nginx may not start, for want of its name.",
    fix="Write the service with the name of the diagram, with one replica.",
    promises=("publish-fails-over",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("stack.yml", ("spring-boot-app-secondary:", "spring-boot-app-second:"), at=("nginx-rtmp-server",)),
        broken("stack.yml", ("replicas: 1", "replicas: 0"), at=("replicas: 0",)),
    ),
    valid=(kept("stack.yml"),),
)
