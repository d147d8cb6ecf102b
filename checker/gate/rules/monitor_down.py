"""The monitor runs."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.containers.monitors import Monitor, monitors
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, monitor: Monitor) -> Iterator[Problem]:
    replicas = monitor.service.replicas
    if replicas.value > 0:
        return
    yield Problem(
        where=replicas.place,
        message="the {who} runs 0 times: nobody polls, and nothing is alerted",
        who=monitor.name,
        promise="alert.within",
        key="replicas",
        wanted="1",
        found=str(replicas.value),
        hint="one is enough: each further one sends every alert again",
        repairs=(Repair("replicas: 1", (write_value(replicas, "replicas", "1"),)),),
    )


RULE = Rule(
    code="monitor-down",
    severity=Severity.ERROR,
    says="the monitor runs",
    title="the monitor is scaled to nothing",
    what="`deploy.replicas` (or `scale`) of the monitor is 0: the engine starts no container of it.",
    why="Servers and load balancers may fail, and nobody is told. Nothing else shows that the monitor is not there.",
    fix="Write `replicas: 1`.",
    promises=("alert.within", "monitor.interval", "monitor.variable"),
    subjects=monitors,
    judge=_judge,
    invalid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    deploy: {replicas: 0}
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
"""
            },
            at=("compose.yml:4",),
        ),
    ),
    valid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    deploy: {replicas: 1}
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
"""
            }
        ),
    ),
)
