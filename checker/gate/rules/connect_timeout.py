"""A client does not wait long for a server that is silent."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.time import show_duration
from checker.gate.changes import write_value
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import configured_time, seconds


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    limit, timeout = site.contract.duration("client.interruption"), pool.proxy.timeouts.get("connect")
    wait = timeout.value if timeout else 0
    if 0 < wait <= limit:
        return
    shown = configured_time(limit)
    edit = write_value(timeout, "timeout connect", shown) if timeout and timeout.word else None
    waits = f"for {show_duration(wait)}" if wait else "without end (there is no `timeout connect`)"
    yield Problem(
        where=timeout.place if timeout else pool.proxy.block.place,
        message=(
            f"'{pool.proxy.name}' waits {waits} for a server whose machine is gone, and the diagrams interrupt clients"
            f" for {show_duration(limit)} at most"
        ),
        who=pool.proxy.name,
        promise="client.interruption",
        key="timeout connect",
        wanted=seconds(limit),
        found=seconds(wait) if wait else "",
        unit="s",
        hint="it is the time until another server is tried while a silent one is not yet DOWN",
        repairs=(Repair(f"timeout connect {shown}", (edit,), safe=False),) if edit else (),
    )


RULE = Rule(
    code="connect-timeout",
    severity=Severity.INFO,
    says="a client waits for a silent server no longer than the interruption that is drawn",
    title="a client waits longer for a silent server than the diagrams interrupt anybody",
    what="""
While a server whose machine is gone is not yet DOWN, a client that is sent there waits `timeout connect` until another
server is tried.
""",
    why="The wait is seen as an outage by the application, whose own timeout is often shorter.",
    fix="Choose a `timeout connect` of about a second in a local network.",
    promises=("client.interruption",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    timeout connect 10s
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}, at=("haproxy.cfg:1",)),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    timeout connect 1s
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
