"""HLS is written to a directory that nginx serves."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import Nginx
from checker.configs.nginx.routing import served_files
from checker.configs.setting import Setting
from checker.gate.rule import Problem, Rule, Site
from checker.gate.streaming.examples import broken, kept

_Own = tuple[Nginx, Setting[str]]


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        for each in (each for server in nginx.rtmp_servers for each in server.applications):
            if each.hls.known is True and each.hls_path.known != "":
                yield nginx, each.hls_path


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    nginx, path = own
    served = sorted(set(dict(served_files(nginx)).values()))
    if served and not any(_under(path.value, each) or _under(each, path.value) for each in served):
        yield _problem(path, served)


def _problem(path: Setting[str], served: list[str]) -> Problem:
    return Problem(
        where=path.place,
        message=f"HLS is written to {path.value}, and no location of this nginx serves files from there: "
        f"{', '.join(served)}",
        promise="hls.port",
        key="hls_path",
        wanted=" or ".join(served),
        found=path.value,
        hint="`root` is put before the whole path of the request, `alias` in place of the location",
    )


def _under(path: str, directory: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{directory.rstrip('/')}/")


RULE = Rule(
    code="hls-unserved",
    severity=Severity.INFO,
    says="segments are written to a directory that is served",
    title="no location of this nginx serves the directory of HLS",
    what="""
A location with `root` or `alias` serves files. Where none of the same nginx does so from `hls_path`, viewers need
another server for them.
""",
    why="Publishing succeeds, the segments are written, and viewers get 404 unless something else serves them.",
    fix="Write a location whose `root` (or `alias`) leads to `hls_path`.",
    promises=("hls.push", "hls.port"),
    subjects=_subjects,
    judge=_judge,
    invalid=(broken("nginx.conf", ("root /shared", "root /var/www"), at=("hls_path",)),),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("location /live { root /shared; }", "location /hls { alias /shared/live/; }")),
    ),
)
