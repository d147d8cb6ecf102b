"""A callback is written once in a block: the module keeps only the last one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.base.finding import Related, Severity
from checker.configs.nginx.facts import Application, Callback, Nginx, RtmpServer
from checker.configs.nginx.values import url_value
from checker.configs.words import Edit, Statement, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Names, local_proxies, names_of


@dataclass(frozen=True)
class _Own:
    nginx: Nginx
    callback: Callback


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        seen = set()
        for block in _blocks(nginx):
            for callback in block.callbacks.values():
                if callback.at.place not in seen:
                    seen.add(callback.at.place)
                    yield _Own(nginx, callback)


def _blocks(nginx: Nginx) -> Iterable[RtmpServer | Application]:
    for server in nginx.rtmp_servers:
        yield server
        yield from server.applications


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    names, callback = names_of(site), own.callback
    for at in callback.overridden:
        target = _called(names, at)
        yield Problem(
            where=at.place,
            message=f"this {callback.event} is replaced by the one below: {target} is never called, it is no fallback",
            promise="publish-fails-over" if callback.event == "on_publish" else "",
            key=callback.event,
            wanted=_wanted(names, callback),
            found=f"{target} is never called",
            hint="the RTMP module keeps one URL an event: name a local proxy that tries one replica after the other",
            related=(Related(callback.at.place, "only this one is called"),),
            repairs=tuple(_repairs(site, own, at)),
        )


def _called(names: Names, at: Statement) -> str:
    """Return who is asked, as the contract calls it."""
    try:
        url = url_value(at.values[0], "http")
    except ValueError:
        return at.values[0]
    replica = names.host(url.host)
    return replica.name if replica else f"{url.host}:{url.port}"


def _wanted(names: Names, callback: Callback) -> str:
    targets = tuple(dict.fromkeys(_called(names, at) for at in (*callback.overridden, callback.at)))
    replicas = tuple(names.contract.servers)
    if set(targets) <= set(replicas) and callback.event == "on_publish":
        return " then ".join(replicas)
    return f"one {callback.event}"


def _repairs(site: Site, own: _Own, at: Statement) -> Iterator[Repair]:
    path = _path(own.callback)
    gone = tuple(_removed(site, each) for each in own.callback.overridden)
    for proxy in local_proxies(site, own.nginx, path):
        edit = replace_word(own.callback.at.words[1], proxy)
        yield Repair(f"{own.callback.event} {proxy}", (*gone, edit))
    if all(each.values[:1] == own.callback.at.values[:1] for each in own.callback.overridden):
        yield Repair(f"one {own.callback.event}", gone)


def _path(callback: Callback) -> str:
    """Return the path that is asked, '' where the URL holds a variable or is none."""
    try:
        return url_value(callback.url.known, "http").path if isinstance(callback.url.known, str) else ""
    except ValueError:
        return ""


def _removed(site: Site, at: Statement) -> Edit:
    """Return the edit that takes a directive out, with its line where nothing else stands on it."""
    text = site.deployment.text(at.place.file)
    start, end = at.words[0].start, text.index(";", at.end) + 1
    before, after = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if after >= 0 and not text[before:start].strip() and not text[end:after].strip():
        start, end = before, after + 1
    return Edit(at.place.file, start, end, "")


RULE = Rule(
    code="directive-overridden",
    severity=Severity.ERROR,
    says="every callback is written once in its block",
    title="a callback is replaced by a later one, and never called",
    what="""
nginx-rtmp keeps one URL for each event. A second `on_publish` (or `on_play`, `on_publish_done`, ...) in the same block
replaces the first without a word; `nginx -t` says that the file is fine.
""",
    why="""
Two lines look like a primary and a fallback, and are none: only the last one is ever asked, and when it is dead every
new stream is refused, the other replica being as healthy as it may.
""",
    fix="""
Name one URL: that of a location of the same nginx, which passes the question to an upstream of both replicas, the
second as `backup`.
""",
    promises=("publish-fails-over", "publish.path"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf",
            (
                "on_publish http://127.0.0.1:8088/api/stream/start;",
                "on_publish http://spring-boot-app-primary:8080/api/stream/start;\n"
                "            on_publish http://spring-boot-app-secondary:8081/api/stream/start;",
            ),
            at=("on_publish http://spring-boot-app-primary",),
        ),
        broken(
            "nginx.conf",
            ("live on;", "live on;\n            on_play http://a:1/x;\n            on_play http://b:1/x;"),
            at=("on_play http://a",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        # one of an outer block and one of an inner block: the inner one is meant
        kept("nginx.conf", ("        application live {", "        on_play http://a:1/x;\n        application live {")),
    ),
)
