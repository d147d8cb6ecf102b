"""The monitor remembers the states in the file that the diagram names."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.setting import Setting
from checker.gate.containers.compose_changes import rewrite
from checker.gate.containers.monitors import Monitor, state_files
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, subject: tuple[Monitor, str, Setting[str]]) -> Iterator[Problem]:
    monitor, name, setting = subject
    wanted = site.contract.text("monitor.state-file")
    if setting.value == wanted:
        return
    yield Problem(
        where=setting.place,
        message=f"the {{who}} keeps the states in {setting.value}, and the diagram names {wanted}",
        who=monitor.name,
        promise="monitor.state-file",
        key=name,
        wanted=wanted,
        found=setting.value,
        hint="nothing breaks by it; whoever looks for the file by the diagram does not find it",
        repairs=rewrite(setting, setting.value, wanted, f"{name}={wanted}"),
    )


RULE = Rule(
    code="monitor-state-file",
    severity=Severity.WARNING,
    says="the monitor keeps the states in the file that the diagram names",
    title="the monitor keeps the states in another file than the diagram names",
    what="The diagram names the file in which the monitor keeps the last states, to tell a change from what it knows.",
    why="Nothing breaks by another name. Whoever reads the file in an incident looks where the diagram says.",
    fix="Set the variable to the path in the diagram, or change the diagram.",
    promises=("monitor.state-file",),
    subjects=state_files,
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
      STATE_FILE: /data/states.txt
"""
            },
            at=("compose.yml:6",),
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
      STATE_FILE: /tmp/pgbouncer_states.txt
"""
            }
        ),
    ),
)
