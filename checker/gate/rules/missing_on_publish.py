"""Publishing to the application of the clients is authorised at all."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.nginx.facts import Application, Nginx, RtmpServer
from checker.configs.words import insert_line
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import local_proxies


@dataclass(frozen=True)
class _Own:
    nginx: Nginx
    server: RtmpServer


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        for server in nginx.rtmp_servers:
            if server.applications:
                yield _Own(nginx, server)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    if any("on_publish" in each.callbacks for each in own.server.applications):
        return
    application = _of_clients(own.server)
    path = site.contract.parameters.get("publish.path")
    wanted = str(path.value) if path else ""
    urls = tuple(local_proxies(site, own.nginx, wanted)) if wanted else ()
    yield Problem(
        where=application.block.place,
        message=f"nobody is asked whether a stream may be published: application {application.name} has no on_publish",
        promise="publish.path",
        key="on_publish",
        wanted=urls[0] if urls else wanted,
        hint="without on_publish anybody may publish under any name, and no replica is ever asked",
        repairs=tuple(Repair(f"on_publish {u}", (insert_line(application.block, f"on_publish {u};"),)) for u in urls),
    )


def _of_clients(server: RtmpServer) -> Application:
    """Return the application to which clients publish: the one that pushes on, else one without HLS, else the first."""
    pushing = [each for each in server.applications if each.pushes]
    plain = [each for each in server.applications if each.hls.known is not True]
    return (pushing + plain + list(server.applications))[0]


RULE = Rule(
    code="missing-on-publish",
    severity=Severity.ERROR,
    says="publishing is authorised",
    title="no on_publish: nobody is asked whether a stream may be published",
    what="No application of the RTMP server has an `on_publish`, neither its own nor one of an outer block.",
    why="""
The diagram draws a question to a replica before any segment is written, and the name of the user in its answer. Without
the question everybody may publish, and the name of the stream stays what the client said: the secret key.
""",
    fix="Write `on_publish` in the application to which the clients publish.",
    promises=("publish-fails-over", "publish.path", "publish-authorised"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf",
            ("            on_publish http://127.0.0.1:8088/api/stream/start;\n", ""),
            at=("application live",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        kept(
            "nginx.conf",
            ("            on_publish http://127.0.0.1:8088/api/stream/start;\n", ""),
            ("listen 1935;", "listen 1935;\n        on_publish http://127.0.0.1:8088/api/stream/start;"),
        ),
    ),
)
