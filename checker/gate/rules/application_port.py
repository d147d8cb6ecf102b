"""Each replica serves HTTP at the port of the diagram."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.spring.facts import Application
from checker.configs.spring.running import running
from checker.configs.words import Block, Statement, insert_line
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import replica_of
from checker.model.contract import Server


@dataclass(frozen=True)
class _Own:
    application: Application
    replica: Server


def _subjects(site: Site) -> Iterator[_Own]:
    for app in running(site.deployment):
        if replica := replica_of(site.contract, app):
            yield _Own(app, replica)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    port, wanted = own.application.port, own.replica.port
    if port.value == wanted:
        return
    yield Problem(
        where=port.place,
        message=f"{own.replica.name} listens at {port.value}, and everybody asks it at {wanted}",
        promise="publish-fails-over",
        key="server.port",
        wanted=str(wanted),
        found=f"{port.value} (default)" if port.is_default else str(port.value),
        hint="the environment of a service (SERVER_PORT) overrides the files",
        repairs=tuple(_repairs(own)),
    )


def _repairs(own: _Own) -> Iterator[Repair]:
    port, wanted = own.application.port, str(own.replica.port)
    if isinstance(port.at, Statement) and port.word:
        text = f'"{wanted}"' if port.word.raw.startswith(('"', "'")) else wanted
        yield Repair(f"server.port {wanted}", (write_value(port, "port", text),))
    elif isinstance(port.at, Block) and own.application.files:
        line = f"server.port={wanted}" if own.application.files[0].endswith(".properties") else f"server.port: {wanted}"
        yield Repair(line, (insert_line(port.at, line),))


RULE = Rule(
    code="application-port",
    severity=Severity.ERROR,
    says="every replica listens at the port of the diagram",
    title="a replica listens at another port than the diagram says",
    what="""
`server.port`, as the profile, the environment of the service (SERVER_PORT) and its command line leave it, must be the
port of the replica in the diagram. Without any it is 8080.
""",
    why="""
nginx and the heartbeat services ask at the port of the diagram. A secondary that listens at 8080 (only the published
port being 8081) refuses every question within the network of the stack, and is always DOWN.
""",
    fix="Write the port of the diagram as `server.port`, or as SERVER_PORT in the stack.",
    promises=("publish-fails-over",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("application-secondary.yml", ("port: 8081", "port: 8080"), at=("port:",)),
        broken("stack.yml", ('SERVER_PORT: "8081"', 'SERVER_PORT: "8082"'), at=("8082",)),
    ),
    valid=(
        kept("application-primary.yml", beside=("application-secondary.yml", "stack.yml")),
        kept("application-primary.yml", ("  port: 8080", "  shutdown: graceful")),
    ),
)
