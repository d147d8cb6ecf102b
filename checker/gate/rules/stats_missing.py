"""The load balancer tells the monitor the states of its servers at all."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.places import Place
from checker.configs.words import Edit, insert_line
from checker.gate.changes import write_value
from checker.gate.pool.pools import head_of
from checker.gate.pool.stats_pages import Watched, watched
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, each: Watched) -> Iterator[Problem]:
    if each.pages:
        return
    where, why, repairs = _reason(site, each)
    yield Problem(
        where=where,
        message=f"the monitor has nothing to poll: {why}",
        promise="stats.port",
        key="stats enable",
        wanted="true",
        found="",
        hint="add a section 'listen stats' in mode http with a bind, `stats enable` and `stats uri`",
        repairs=repairs,
    )


def _reason(site: Site, each: Watched) -> tuple[Place, str, tuple[Repair, ...]]:
    """Return where the page got lost, and how: written in a section that is not HTTP, or that does not listen."""
    for proxy in each.balancer.proxies:
        stats, mode = proxy.stats, proxy.mode
        if proxy.disabled.value and stats.enabled.value:
            return proxy.disabled.place, f"'{proxy.name}', which serves the statistics page, is disabled", ()
        if stats.enabled.value:
            return proxy.block.place, f"'{proxy.name}', which serves the statistics page, listens nowhere", ()
        if not stats.uri.is_default and not stats.uri.via and mode.value != "http":
            inherited = mode.is_default or bool(mode.via)
            edit = insert_line(proxy.block, "mode http") if inherited else write_value(mode, "mode", "http")
            why = f"'{proxy.name}' has `stats` lines, and is in mode {mode.value}, not http"
            return proxy.block.place if inherited else mode.place, why, (Repair("mode http", (edit,)),)
    return head_of(each.balancer), "no section has `stats enable`", (_added(site, each),)


def _added(site: Site, each: Watched) -> Repair:
    """Return the repair that adds a section as the diagrams say; not safe: who may see the page is to be thought of."""
    port, path = site.contract.count("stats.port"), site.contract.text("stats.path")
    lines = ("listen stats", "    mode http", f"    bind :{port}", "    stats enable", f"    stats uri {path}")
    file = each.balancer.proxies[-1].block.place.file
    end = len(site.deployment.text(file))
    return Repair(f"listen stats with bind :{port} and stats uri {path}", _edits(file, end, lines), safe=False)


def _edits(file: str, end: int, lines: tuple[str, ...]) -> tuple[Edit, ...]:
    return (Edit(file, end, end, "\n" + "".join(f"{line}\n" for line in lines)),)


RULE = Rule(
    code="stats-missing",
    severity=Severity.ERROR,
    says="the load balancer has a statistics page for the monitor",
    title="there is no statistics page for the monitor to poll",
    what="""
The monitor of the diagrams reads the servers' states from HAProxy's statistics page. That takes a section in
`mode http` that listens somewhere and has `stats enable` (or another `stats` line).
""",
    why="Every poll fails, and no alert is ever sent, whatever happens to the servers.",
    fix="Add a section for the statistics.",
    promises=("stats.port", "stats.path"),
    subjects=watched,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:1",),
        ),
        Example(
            {
                "haproxy.cfg": """\
global
    maxconn 100
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    bind :8404
    stats enable
    stats uri /stats
"""
            },
            at=("haproxy.cfg:6",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats enable
    stats uri /stats
"""
            }
        ),
    ),
)
