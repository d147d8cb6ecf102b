"""The primary is asked first, the secondary when it is dead."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import UpstreamServer
from checker.configs.words import Edit, append_words
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, names_of, proxies
from checker.model.contract import Server


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    names = names_of(site)
    found = [(server, replica) for server in route.servers if (replica := names.at(server.host, server.port))]
    first = next(iter(site.contract.servers.values()))
    if {replica.name for _, replica in found} != set(site.contract.servers):
        return  # replica-missing tells
    for server, replica in found:
        if server.backup.value == (replica.name == first.name):
            yield _problem(server, replica, first)


def _problem(server: UpstreamServer, replica: Server, first: Server) -> Problem:
    backup = server.backup.value
    others = (
        "the others are asked first" if backup else f"it is asked in turn with {first.name}, though both are healthy"
    )
    word = server.backup.word
    edit = (
        Edit(word.place.file, server.at.words[server.at.words.index(word) - 1].end, word.end, "")
        if word
        else append_words(server.at, "backup")
    )
    return Problem(
        where=server.at.place,
        message=f"{replica.name} is {'' if backup else 'not '}`backup`: {others}; the diagram asks "
        f"{first.name} until it fails",
        promise="publish-fails-over",
        key="backup",
        wanted="false" if backup else "true",
        found="true" if backup else "",
        hint="the failover itself works: this is about who is asked while nobody is dead",
        repairs=(Repair("without `backup`" if backup else "backup", (edit,)),),
        severity=Severity.ERROR if backup else None,
    )


RULE = Rule(
    code="replica-order",
    severity=Severity.WARNING,
    says="the secondary is a backup of the primary",
    title="the replicas are not asked in the order of the diagram",
    what="Of the servers of the upstream, the primary must not be `backup`, and every other replica must be.",
    why="""
The diagram asks the primary, and the secondary when that fails. Without `backup` nginx asks both in turn: half of the
streams are authorised by the secondary while nothing is wrong, and every failure costs both kinds. With the primary as
backup (an error) the roles are swapped: nobody asks it until the secondary fails.
""",
    fix="Write `backup` on the line of the secondary, and only there.",
    promises=("publish-fails-over",),
    subjects=proxies,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("8081 backup;", "8081;"), at=("secondary:8081",)),
        broken(
            "nginx.conf", ("8080;", "8080 backup;"), ("8081 backup;", "8081;"), at=("primary:8080", "secondary:8081")
        ),
    ),
    valid=(kept("nginx.conf"),),
)
