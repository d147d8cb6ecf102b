"""What is published is pushed to an application that writes HLS."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import Application, Relay
from checker.configs.nginx.routing import LOOPBACK
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, publishings
from checker.gate.streaming.pushing import name_in, pushed_by, servers_at, url_of

_TO_HERE = re.compile(r"rtmps?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?/([^/\s\"';?]+)")


def _judge(site: Site, own: Publishing) -> Iterator[Problem]:
    parameter = site.contract.parameters.get("hls.push")
    wanted = str(parameter.value) if parameter else "an application with hls on"
    if _writes_hls_itself(own) or any(True for _ in pushed_by(own)) or _by_command(own):
        return  # hls-missing tells of the application that is reached
    pushes = own.application.pushes
    here = [push for push in pushes if url_of(push).host in LOOPBACK]
    if here or len(pushes) == 1:
        yield _astray(own, (here or pushes)[0], wanted)
    else:
        yield _missing(own, wanted)


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
    word, same_host = push.url.word, url_of(push).host in LOOPBACK
    return Problem(
        where=push.url.place,
        message=f"application {own.application.name} pushes to {push.url.value}, {_why(own, push)}: no HLS is written "
        "here",
        promise="hls.push",
        key="push",
        wanted=wanted,
        found=push.url.value,
        hint="the path names the application; its server must listen at the port",
        repairs=(Repair(f"push {wanted}", (replace_word(word, wanted),), safe=same_host),) if word else (),
    )


def _why(own: Publishing, push: Relay) -> str:
    name = name_in(push)
    if url_of(push).host not in LOOPBACK:
        return "which is another host"
    if not servers_at(own, push):
        return f"where no RTMP server listens at {url_of(push).port}"
    if name == own.application.name:
        return "which is the application itself"
    return f"and there is no application {name!r}" if name else "which names no application"


RULE = Rule(
    code="push-target",
    severity=Severity.ERROR,
    says="streams are pushed to another application of this nginx",
    title="published streams do not come to the application that writes HLS",
    what="""
`push` copies a stream to another application. The diagram pushes to the application `hls` of the same server; its
address, port and name must be those of the application that writes HLS (hls-missing looks into that one).
""",
    why="""
Publishing succeeds, the broadcaster sees nothing wrong, and the viewers get 404 (or the old playlist of an earlier
stream, with 200). `nginx -t` does not look at the target.
""",
    fix="Write the `push` that the diagram draws.",
    promises=("hls.push",),
    subjects=publishings,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("            push rtmp://127.0.0.1:1935/hls;\n", ""), at=("application live",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1936/hls"), at=("push",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1935/hsl"), at=("push",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "127.0.0.1:1935/live"), at=("push",)),
        broken("nginx.conf", ("127.0.0.1:1935/hls", "media2:1935/hls"), at=("push",)),
        broken(
            "nginx.conf",
            ("push rtmp://127.0.0.1:1935/hls;", "push rtmp://cdn1/live;\n            push rtmp://cdn2/live;"),
            at=("application live",),
        ),
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
