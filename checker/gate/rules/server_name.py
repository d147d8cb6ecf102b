"""HAProxy calls the servers as the diagrams do: the monitor reads these names."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Edit
from checker.gate.containers.monitors import monitors
from checker.gate.pool.pools import Member, contract_members, drawn
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.model.contract import Server


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server, wanted = member.server, member.wanted
    if wanted is None or server.name in (wanted.name, *wanted.aliases):
        return
    watching = monitors(site)
    reads = f", and the {watching[0].name} reads that name in the statistics" if watching else ""
    yield Problem(
        where=server.at.place,
        message=f"'{server.name}' is {wanted.name} of the diagrams by its address{reads}",
        who=server.name,
        promise="alert.within",
        key="server",
        wanted=wanted.name,
        found=server.name,
        hint="alerts, logs and the diagrams must speak of the same server",
        related=drawn(wanted),
        repairs=tuple(_renamed(member, wanted)),
        severity=None if watching else Severity.INFO,
    )


def _renamed(member: Member, wanted: Server) -> Iterator[Repair]:
    """Yield the repair that names the server so; not safe: other lines, and who logs, may go by the old name."""
    statement = member.server.at
    taken = {server.name for server in member.pool.proxy.servers}
    if statement.keyword == "server" and wanted.name not in taken:
        word = statement.words[1]
        edit = Edit(word.place.file, word.start, word.end, wanted.name)
        yield Repair(f"server {wanted.name}", (edit,), safe=False)


_MONITOR = """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
"""

RULE = Rule(
    code="server-name",
    severity=Severity.WARNING,
    says="the monitor finds each server by the name that the diagram gives it",
    title="HAProxy calls a server otherwise than the diagrams",
    what="""
The server has the address of one that the diagrams name, and another name. The monitor reads `svname` in HAProxy's
statistics, and tells servers apart by it. Without a monitor among the files it is a remark.
""",
    why="A monitor that looks for the drawn name finds nothing: the server may die without an alert.",
    fix="Name the server in haproxy.cfg as the diagrams do.",
    promises=("alert.within", "monitor.variable"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server bouncer2 192.168.1.5:6433 check
""",
                "compose.yml": _MONITOR,
            },
            at=("haproxy.cfg:3",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
""",
                "compose.yml": _MONITOR,
            }
        ),
    ),
)
