"""What is published is pushed to an application that writes HLS."""

import re
from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.nginx.facts import Application, Relay, RtmpServer
from checker.configs.nginx.routing import LOOPBACK, takes
from checker.configs.nginx.values import Url
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, parsed, publishings

_TO_HERE = re.compile(r"rtmps?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?/([^/\s\"';?]+)")


def _judge(site: Site, own: Publishing) -> Iterator[Problem]:
    parameter = site.contract.parameters.get("hls.push")
    wanted = str(parameter.value) if parameter else "an application with hls on"
    if _writes_hls_itself(own) or any(_arrives(own, push) for push in own.application.pushes) or _by_command(own):
        return
    here = [push for push in own.application.pushes if _url(push).host in LOOPBACK]
    if not here:
        yield _missing(own, wanted)
    for push in here[:1]:
        application = next((found for s in _targets(own, push) if (found := s.application(_named(push)))), None)
        if application and application.block != own.application.block:
            yield _without_hls(own, push, application)
        else:
            yield _astray(own, push, wanted)


def _url(push: Relay) -> Url:
    return parsed(push.url.value, push.at, "rtmp")


def _named(push: Relay) -> str:
    """Return the application that a push names."""
    return _url(push).path.strip("/").partition("/")[0]


def _arrives(own: Publishing, push: Relay) -> bool:
    found = [server.application(_named(push)) for server in _targets(own, push)]
    return _url(push).host in LOOPBACK and any(_takes_hls(own, each) for each in found)


def _takes_hls(own: Publishing, application: Application | None) -> bool:
    return application is not None and application.hls.value and application.block != own.application.block


def _by_command(own: Publishing) -> bool:
    """Whether a program is started that publishes to an application with HLS (a transcoder)."""
    texts = [" ".join(at.values) for at in own.application.commands]
    names = {name for text in texts for name in _TO_HERE.findall(text)}
    return any(_takes_hls(own, server.application(name)) for server in own.nginx.rtmp_servers for name in names)


def _writes_hls_itself(own: Publishing) -> bool:
    return own.application.hls.value  # hls-exposes-key tells


def _missing(own: Publishing, wanted: str) -> Problem:
    line = f"push {wanted}"
    return Problem(
        where=own.application.block.place,
        message=f"application {own.application.name} pushes its streams to no application with HLS: nobody could "
        "watch them",
        promise="hls.push",
        key="push",
        wanted=wanted,
        found=", ".join(str(push.url.known) for push in own.application.pushes),
        repairs=(Repair(line, (insert_line(own.application.block, f"{line};"),)),),
    )


def _astray(own: Publishing, push: Relay, wanted: str) -> Problem:
    word = push.url.word
    return Problem(
        where=push.url.place,
        message=f"application {own.application.name} pushes to {push.url.value}, {_why(own, push)}: no HLS is written",
        promise="hls.push",
        key="push",
        wanted=wanted,
        found=push.url.value,
        hint="the path names the application; its server must listen at the port",
        repairs=(Repair(f"push {wanted}", (replace_word(word, wanted),)),) if word else (),
    )


def _without_hls(own: Publishing, push: Relay, application: Application) -> Problem:
    hls = application.hls
    edit = replace_word(hls.word, "on") if hls.word else insert_line(application.block, "hls on;")
    return Problem(
        where=hls.place,
        message=f"application {application.name} has no `hls on`, and application {own.application.name} pushes its "
        "streams there: no HLS is written",
        promise="hls.push",
        key="hls",
        wanted="on",
        found="" if hls.is_default else "off",
        related=(Related(push.at.place, "pushed here"),),
        repairs=(Repair("hls on", (edit,)),),
    )


def _targets(own: Publishing, push: Relay) -> tuple[RtmpServer, ...]:
    """Return the servers that take connections where a push goes."""
    url = _url(push)
    return tuple(s for s in own.nginx.rtmp_servers if any(takes(each, url.host, url.port) for each in s.listens))


def _why(own: Publishing, push: Relay) -> str:
    name = _named(push)
    if not _targets(own, push):
        return f"where no RTMP server listens at {_url(push).port}"
    if name == own.application.name:
        return "which is the application itself"
    return f"and there is no application {name!r}" if name else "which names no application"


RULE = Rule(
    code="push-target",
    severity=Severity.ERROR,
    says="streams are pushed to an application that writes HLS",
    title="published streams do not come to the application that writes HLS",
    what="""
`push` copies a stream to another application. The diagram pushes to the application `hls` of the same server; its
address, port and name must be those of an application with `hls on`.
""",
    why="""
Publishing succeeds, the broadcaster sees nothing wrong, and the viewers get 404 (or the old playlist of an earlier
stream, with 200). `nginx -t` does not look at the target.
""",
    fix="Write the `push` that the diagram draws, and `hls on` in the application that it names.",
    promises=("hls.push",),
    subjects=publishings,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("            push rtmp://127.0.0.1:1935/hls;\n", ""), at=("application live",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1936/hls"), at=("push",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1935/hsl"), at=("push",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1935/live"), at=("push",)),
        broken("nginx.conf", ("            hls on;\n", ""), at=("application hls",)),
        broken("nginx.conf", ("hls on;", "hls off;"), at=("hls off",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("rtmp://127.0.0.1:1935/hls", "rtmp://localhost/hls")),
        kept(
            "nginx.conf",
            ("push rtmp://127.0.0.1:1935/hls;", "push rtmp://127.0.0.1:1935/hls;\n            push rtmp://cdn/x;"),
        ),
        kept(
            "nginx.conf",
            (
                "push rtmp://127.0.0.1:1935/hls;",
                "exec_push ffmpeg -i rtmp://localhost/live/$name -f flv rtmp://localhost/hls/$name;",
            ),
        ),
    ),
)
