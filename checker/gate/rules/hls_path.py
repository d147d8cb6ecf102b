"""HLS is written where the diagram says, to a directory that is served."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.nginx.facts import Application, Nginx
from checker.configs.nginx.routing import served_files
from checker.configs.setting import Setting
from checker.configs.words import insert_line
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import publishings
from checker.gate.streaming.pushing import pushed


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
    promised = site.contract.parameters.get("hls.path")
    path, served = own.application.hls_path, sorted(set(dict(served_files(own.nginx)).values()))
    if not path.value:
        yield _nowhere(own, str(promised.value) if promised else "")
    elif promised and _is_drawn(site, own.application) and not _under(path.value, str(promised.value)):
        yield _elsewhere(path, str(promised.value))
    elif served and not any(_under(path.value, each) or _under(each, path.value) for each in served):
        yield _unserved(path, served)


def _is_drawn(site: Site, application: Application) -> bool:
    """Whether the streams of the clients come to an application; others may write where they like."""
    drawn = (*(each.application for each in publishings(site)), *(each.application for each in pushed(site)))
    return any(each.block.place == application.block.place for each in drawn)


def _nowhere(own: _Own, wanted: str) -> Problem:
    edit = insert_line(own.application.block, f"hls_path {wanted};")
    return Problem(
        where=own.application.block.place,
        message=f"application {own.application.name} has `hls on` and no hls_path: no segment is ever written",
        promise="hls.path" if wanted else "hls.push",
        key="hls_path",
        wanted=wanted or "a directory",
        hint="nginx -t does not say so",
        repairs=(Repair(f"hls_path {wanted}", (edit,)),) if wanted else (),
    )


def _elsewhere(path: Setting[str], wanted: str) -> Problem:
    return Problem(
        where=path.place,
        message=f"HLS is written to {path.value}, and the diagram says {wanted}: what serves or clears that directory "
        "does not find it",
        promise="hls.path",
        key="hls_path",
        wanted=wanted,
        found=path.value,
        repairs=(Repair(f"hls_path {wanted}", (write_value(path, "hls_path", wanted),)),),
    )


def _unserved(path: Setting[str], served: list[str]) -> Problem:
    return Problem(
        where=path.place,
        message=f"HLS is written to {path.value}, and no location of this nginx serves files from there: "
        f"{', '.join(served)}",
        promise="hls.port",
        key="hls_path",
        wanted=" or ".join(served),
        found=path.value,
        hint="`root` is put before the whole path of the request, `alias` in place of the location",
        severity=Severity.INFO,
    )


def _under(path: str, directory: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{directory.rstrip('/')}/")


RULE = Rule(
    code="hls-path",
    severity=Severity.ERROR,
    says="segments are written to the directory that the diagram draws",
    title="HLS is written nowhere, or elsewhere than the diagram says",
    what="""
An application with `hls on` needs `hls_path`; without it the module writes nothing, and says nothing. It must be the
directory that the diagram draws, or one in it. Where no location of the same nginx serves files from there, viewers
need another server for them (a remark).
""",
    why="Publishing succeeds, and nobody can watch.",
    fix="Write the `hls_path` of the diagram, and a location whose `root` (or `alias`) leads to it.",
    promises=("hls.path", "hls.push", "hls.port"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("            hls_path /shared/live;\n", ""), at=("application hls",)),
        broken("nginx.conf", ("hls_path /shared/live", "hls_path /var/hls"), at=("hls_path",)),
        broken("nginx.conf", ("root /shared", "root /var/www"), at=("hls_path",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("hls_path /shared/live", "hls_path /shared/live/hls/")),
        kept(
            "nginx.conf",
            ("    application hls {", "    application test { hls on; hls_path /shared; }\n    application hls {"),
        ),
        kept("nginx.conf", ("location /live { root /shared; }", "location /hls { alias /shared/live/; }")),
    ),
)
