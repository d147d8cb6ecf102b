"""Nothing sends clients to a server that is DOWN."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.setting import Setting
from checker.configs.words import Statement, replace_word
from checker.gate.changes import remove_words
from checker.gate.pool.pools import Pool, pools
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    proxy = pool.proxy
    for key, setting in (("option persist", proxy.persist), ("force-persist", proxy.force_persist)):
        if not setting.value:
            continue
        sticky = proxy.sticky.value
        ties = (
            f"the {sticky} of '{proxy.name}' chose it" if sticky else "a cookie, stick table or `use-server` chose it"
        )
        queue = ", and leaves the clients that queue at one in its queue" if key == "option persist" else ""
        yield Problem(
            where=setting.place,
            message=f"`{key}` sends clients to a server that is DOWN where {ties}{queue}",
            who=proxy.name,
            promise="no-request-routed-to-down",
            key=key,
            wanted="false",
            found="true",
            hint="the diagram skips a server that is DOWN: remove it",
            related=(Related(proxy.sticky.place, "clients are tied to a server here"),) if sticky else (),
            repairs=_repairs(key, setting),
        )


def _repairs(key: str, setting: Setting[bool]) -> tuple[Repair, ...]:
    if not isinstance(setting.at, Statement):
        return ()
    words = setting.at.words
    if key == "option persist":
        return (Repair("no option persist", (replace_word(words[0], "no option"),)),)
    return (Repair("without `force-persist`", (remove_words(setting.at, words[0], words[-1]),)),)


RULE = Rule(
    code="persist-to-down",
    severity=Severity.ERROR,
    says="no client is sent to a server that is DOWN",
    title="clients are sent to servers that are DOWN",
    what="""
With `option persist`, HAProxy keeps a client with the server that a cookie, a stick table or a `use-server` line chose,
be it DOWN. Clients in the queue of a server that goes DOWN stay there, too. `force-persist` does the same for the
requests that match its condition.
""",
    why="The diagram says that a server that is DOWN is skipped. `haproxy -c` cannot know that.",
    fix="Remove `option persist` and `force-persist`; `option redispatch` moves clients to another server.",
    promises=("no-request-routed-to-down",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    stick-table type ip size 1m expire 30m
    stick on src
    option persist
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    force-persist if { src 10.0.0.0/8 }
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    stick-table type ip size 1m expire 30m
    stick on src
    option redispatch
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
