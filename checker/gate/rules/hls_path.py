"""HLS is written to a directory that is served."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.nginx.facts import Application, Nginx
from checker.configs.nginx.routing import served_files
from checker.gate.rule import Problem, Rule, Site
from checker.gate.streaming.examples import broken, kept


@dataclass(frozen=True)
class _Own:
    nginx: Nginx
    application: Application


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        for server in nginx.rtmp_servers:
            for each in server.applications:
                if each.hls.known is True:
                    yield _Own(nginx, each)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    path = own.application.hls_path
    if not path.value:
        yield Problem(
            where=own.application.block.place,
            message=f"application {own.application.name} has `hls on` and no hls_path: no segment is ever written",
            promise="hls.push",
            key="hls_path",
            wanted="a directory",
            hint="nginx -t does not say so",
        )
        return
    served = dict(served_files(own.nginx))
    if served and not any(
        _under(path.value, directory) or _under(directory, path.value) for directory in served.values()
    ):
        yield Problem(
            where=path.place,
            message=f"HLS is written to {path.value}, and no location of this nginx serves files from there: "
            f"{', '.join(sorted(set(served.values())))}",
            promise="hls.port",
            key="hls_path",
            wanted=" or ".join(sorted(set(served.values()))),
            found=path.value,
            hint="`root` is put before the whole path of the request, `alias` in place of the location",
            severity=Severity.INFO,
        )


def _under(path: str, directory: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{directory.rstrip('/')}/")


RULE = Rule(
    code="hls-path",
    severity=Severity.ERROR,
    says="segments are written to a directory that is served",
    title="HLS is written nowhere, or where nobody serves it",
    what="""
An application with `hls on` needs `hls_path`; without it the module writes nothing, and says nothing. Where no location
of the same nginx serves files from that directory, viewers need another server for them.
""",
    why="Publishing succeeds, and nobody can watch.",
    fix="Write `hls_path`, and a location whose `root` (or `alias`) leads to it.",
    promises=("hls.push", "hls.port"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("            hls_path /shared/live;\n", ""), at=("application hls",)),
        broken("nginx.conf", ("hls_path /shared/live", "hls_path /var/hls"), at=("hls_path",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("location /live { root /shared; }", "location /hls { alias /shared/live/; }")),
    ),
)
