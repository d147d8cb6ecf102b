"""HLS is written where the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import Application, Nginx
from checker.configs.setting import Setting
from checker.configs.words import insert_line
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import publishings
from checker.gate.streaming.pushing import pushed


def _subjects(site: Site) -> Iterator[Application]:
    for nginx in site.deployment.of(Nginx):
        for server in nginx.rtmp_servers:
            yield from (each for each in server.applications if each.hls.known is True)


def _judge(site: Site, own: Application) -> Iterator[Problem]:
    promised = site.contract.parameters.get("hls.path")
    path = own.hls_path
    if not path.value:
        yield _nowhere(own, str(promised.value) if promised else "")
    elif promised and _is_drawn(site, own) and not _under(path.value, str(promised.value)):
        yield _elsewhere(path, str(promised.value))


def _is_drawn(site: Site, application: Application) -> bool:
    """Whether the streams of the clients come to an application; others may write where they like."""
    drawn = (*(each.application for each in publishings(site)), *(each.application for each in pushed(site)))
    return any(each.block.place == application.block.place for each in drawn)


def _nowhere(own: Application, wanted: str) -> Problem:
    edit = insert_line(own.block, f"hls_path {wanted};")
    return Problem(
        where=own.block.place,
        message=f"application {own.name} has `hls on` and no hls_path: no segment is ever written",
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


def _under(path: str, directory: str) -> bool:
    return f"{path.rstrip('/')}/".startswith(f"{directory.rstrip('/')}/")


RULE = Rule(
    code="hls-path",
    severity=Severity.ERROR,
    says="segments are written to the directory that the diagram draws",
    title="HLS is written nowhere, or elsewhere than the diagram says",
    what="""
An application with `hls on` needs `hls_path`; without it the module writes nothing, and says nothing. It must be the
directory that the diagram draws, or one in it.
""",
    why="Publishing succeeds, and nobody can watch.",
    fix="Write the `hls_path` of the diagram.",
    promises=("hls.path", "hls.push"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("            hls_path /shared/live;\n", ""), at=("application hls",)),
        broken("nginx.conf", ("hls_path /shared/live", "hls_path /var/hls"), at=("hls_path",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("hls_path /shared/live", "hls_path /shared/live/hls/")),
        kept(
            "nginx.conf",
            ("    application hls {", "    application test { hls on; hls_path /shared; }\n    application hls {"),
        ),
    ),
)
