"""The log tells enough to check the traces against the diagrams."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    proxy = pool.proxy
    if not any(section.logs for section in pool.sections):
        yield _problem(pool, "log", "writes no log at all: neither a DOWN nor a request leaves a trace", "log global")
        return
    if not any(section.log_format.value for section in pool.fronts or (proxy,)):
        why = "logs clients without the server that they got, and how their session ended"
        yield _problem(pool, "option tcplog", why, "option tcplog")
    if not proxy.health_logged.value:
        why = "logs only the check that changes a server's state, not the failures before it"
        yield _problem(pool, "option log-health-checks", why, "option log-health-checks")


def _problem(pool: Pool, key: str, why: str, line: str) -> Problem:
    return Problem(
        where=pool.proxy.block.place,
        message=f"{{who}} {why}",
        who=f"'{pool.proxy.name}'",
        promise="no-request-routed-to-down" if key == "option tcplog" else "down-after-failures",
        key=key,
        wanted="true",
        found="",
        hint=f"add '{line}' to the section or its defaults",
    )


RULE = Rule(
    code="log-evidence",
    severity=Severity.INFO,
    says="the log tells what happened to the pool",
    title="the log would not tell enough to check what happened",
    what="""
Whether the promises of the diagrams were kept is read from HAProxy's log: `log` sends it anywhere at all, `option
tcplog` (or a `log-format` with the same) says which server a client got, and `option log-health-checks` has a line for
each check whose result is new.
""",
    why="After an incident, `verify` can only say inconclusive of what nobody wrote down.",
    fix="Add the option that is named.",
    promises=("no-request-routed-to-down", "down-after-failures"),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:1",),
        ),
        Example(
            {
                "haproxy.cfg": """\
global
    log stdout format raw local0
backend pgbouncers
    log global
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
global
    log stdout format raw local0
defaults
    log global
    option tcplog
    option log-health-checks
frontend postgres
    bind :5432
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
