"""The monitor polls as often as the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import NS_PER_S, show_duration
from checker.gate.containers.compose_changes import rewrite, used_at
from checker.gate.containers.monitors import Period, periods
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.shown import seconds


def _judge(site: Site, period: Period) -> Iterator[Problem]:
    assert period.setting.value is not None, "an unknown period raises"
    wanted = site.contract.duration("monitor.interval")
    tolerance = site.contract.parameters.get("monitor.tolerance")
    slack = tolerance.value if tolerance and isinstance(tolerance.value, int) else 0
    if abs(period.ns - wanted) <= slack:
        return
    text = f"{period.name} {period.shown}" if period.name == "sleep" else f"{period.name}={period.shown}"
    right = text.replace(period.shown, period.write(wanted))
    old, new = (text, right) if period.name == "sleep" else (period.shown, period.write(wanted))
    yield Problem(
        where=period.setting.place,
        message=f"the {{who}} polls every {show_duration(period.ns)}, the diagram says every {show_duration(wanted)}",
        who=period.monitor.name,
        promise="monitor.interval",
        key=period.name,
        wanted=_plain(wanted),
        found=_plain(period.ns),
        unit="s",
        hint="what changes and changes back between two polls is never seen"
        if period.ns > wanted
        else "more polls than drawn are more load, and alerts for what settles by itself",
        related=used_at(period.setting),
        repairs=rewrite(period.setting, old, new, right),
    )


def _plain(ns: int) -> str:
    return str(ns // NS_PER_S) if ns % NS_PER_S == 0 else seconds(ns)


RULE = Rule(
    code="monitor-interval",
    severity=Severity.ERROR,
    says="the monitor polls as often as the diagram says",
    title="the monitor does not poll as often as the diagram says",
    what="""
The diagram has the monitor poll the statistics at a fixed interval. A container says its own by a variable
(POLL_INTERVAL_SECONDS, CHECK_INTERVAL, ...; seconds where no unit is given), or by the `sleep` of its loop.
""",
    why="""
An alert comes when a poll sees the change: with a longer interval later, and not at all where a server is down and up
again between two polls.
""",
    fix="Set the interval to the number in the diagram, or change the diagram.",
    promises=("monitor.interval",),
    subjects=periods,
    judge=_judge,
    invalid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
      POLL_INTERVAL_SECONDS: "60"
"""
            },
            at=("compose.yml:6",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment: {HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv", CHECK_INTERVAL: 1m}
"""
            },
            at=("compose.yml:4",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment: {HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"}
    command: sh -c 'while true; do /opt/poll.sh; sleep 30; done'
"""
            },
            at=("compose.yml:5",),
        ),
    ),
    valid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
      POLL_INTERVAL_SECONDS: "10"
"""
            }
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment: {HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv", POLL_MS: 5, INTERVAL_MS: 10000}
    command: ["/bin/sh", "-c", "sleep 5; exec /opt/monitor.sh"]
"""
            }
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment: {HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"}
    command: sh -c 'while true; do /opt/poll.sh; sleep 10; done'
"""
            }
        ),
    ),
)
