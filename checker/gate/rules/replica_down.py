"""No replica of the upstream is taken out by hand."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import UpstreamServer
from checker.configs.words import Edit, Word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, names_of, proxies


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    names = names_of(site)
    for server in route.servers:
        replica = names.host(server.host)
        if replica and server.down.value and server.down.word:
            yield Problem(
                where=server.at.place,
                message=f"{replica.name} is marked `down`: nginx never asks it, whatever happens to the others",
                promise="publish-fails-over",
                key="down",
                wanted="false",
                found="true",
                hint="`down` is for maintenance, and stays until the next reload",
                repairs=(Repair("without `down`", (_without(server, server.down.word),)),),
            )


def _without(server: UpstreamServer, word: Word) -> Edit:
    before = server.at.words[server.at.words.index(word) - 1]
    return Edit(word.place.file, before.end, word.end, "")


RULE = Rule(
    code="replica-down",
    severity=Severity.ERROR,
    says="no replica of the upstream is marked down",
    title="a replica is taken out of the upstream for good",
    what="A `server` of the upstream that `on_publish` reaches has the parameter `down`.",
    why="nginx never passes a request to it: the failover that the diagram draws has nowhere to go.",
    fix="Take `down` away when the maintenance is over.",
    promises=("publish-fails-over",),
    subjects=proxies,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("8081 backup;", "8081 backup down;"), at=("secondary:8081",)),
        broken("nginx.conf", ("primary:8080;", "primary:8080 down;"), at=("primary:8080",)),
    ),
    valid=(kept("nginx.conf"),),
)
