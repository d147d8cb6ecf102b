"""From the files of nginx to its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.base.finding import Finding
from checker.base.places import Place
from checker.configs.format import Parsed
from checker.configs.nginx.checking import problems_of
from checker.configs.nginx.facts import Nginx
from checker.configs.nginx.http import http_servers, upstreams_of
from checker.configs.nginx.including import Whole, wholes_of
from checker.configs.nginx.rtmp import rtmp_servers
from checker.configs.nginx.scope import Scope
from checker.configs.nginx.tree import Directive
from checker.configs.nginx.values import number_value
from checker.configs.setting import Setting
from checker.configs.source import Source, Surroundings
from checker.configs.words import Block, Statement, Word

_MAIN = ("rtmp", "http", "events", "stream", "mail")
_HTTP = ("server", "upstream", "location", "map", "geo", "proxy_pass", "server_name", "root", "limit_req_zone")


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the facts of all nginx files together: one nginx for each file that no other one includes."""
    wholes = tuple(wholes_of(sources, surroundings))
    facts: list[Nginx] = []
    problems: list[Finding] = []
    for whole in wholes:
        top = _main_context(whole)
        facts.append(_nginx(whole, top))
        problems += whole.problems
        if _is_placed(whole):
            problems += problems_of(top.inner)
    included = {source.path: source for whole in wholes for source in whole.included}
    return Parsed(tuple(facts), tuple(dict.fromkeys(problems)), tuple(included.values()))


def _main_context(whole: Whole) -> Directive:
    """Return all directives of a file as one block; those of a fragment in the block that would include it."""
    start = Word("", "", 0, Place(whole.files[0], 1))
    head = Statement((start,))
    inner = whole.directives
    for name in reversed(_contexts(inner)):
        at = Statement((Word(name, "", 0, start.place),))
        inner = (Directive(at, Block(at, 0, ""), inner),)
    return Directive(head, Block(head, 0, ""), inner)


def _is_placed(whole: Whole) -> bool:
    """Whether it is known in which block the directives of a file stand: of a fragment they may tell, or not."""
    return any(each.name in _MAIN for each in whole.directives) or bool(_contexts(whole.directives))


def _contexts(directives: Iterable[Directive]) -> tuple[str, ...]:
    """Return the blocks in which the directives of a fragment belong, the outermost first."""
    found = tuple(directives)
    names = {each.name for each in found}
    if names & set(_MAIN):
        return ()
    if "application" in names:
        return ("rtmp", "server")
    if any(each.name == "server" and any(each.named("application")) for each in found):
        return ("rtmp",)
    if {"location", "proxy_pass"} & names and not {"server", "upstream"} & names:
        return ("http", "server")
    return ("http",) if names & set(_HTTP) else ()


def _nginx(whole: Whole, top: Directive) -> Nginx:
    rtmp, http = tuple(_blocks(top, "rtmp")), tuple(_blocks(top, "http"))
    scope = Scope((top,))
    logs = [each for each in scope.own("error_log") if each.arguments]
    at = logs[-1].at if logs else None
    return Nginx(
        files=whole.files,
        top=top.block,
        rtmp=rtmp[0].block if rtmp else None,
        rtmp_servers=rtmp_servers(rtmp),
        http_servers=http_servers(http),
        upstreams=upstreams_of(http),
        error_log=scope.setting("error_log", str, "logs/error.log", "nginx's manual: error_log is logs/error.log"),
        error_level=_level(at, scope.block),
        workers=scope.setting(
            "worker_processes", lambda text: 0 if text == "auto" else number_value(text), 1, "nginx's manual: 1"
        ),
        resolver=Scope((top, *http[:1])).words("resolver", (), "nginx's manual: no resolver"),
    )


def _level(at: Statement | None, top: Block) -> Setting[str]:
    says = "nginx's manual: the level of error_log is error"
    if at is None:
        return Setting("error", top, default=says)
    if len(at.words) < 3:
        return Setting("error", at, default=says)
    return Setting(at.words[2].value, at, at.words[2])


def _blocks(top: Directive, name: str) -> Iterator[Directive]:
    return (each for each in top.named(name) if each.block)
