"""One of the applications to which streams are pushed writes HLS."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, publishings
from checker.gate.streaming.pushing import Pushed, pushed_by


def _subjects(site: Site) -> Iterator[Publishing]:
    return (own for own in publishings(site) if any(True for _ in pushed_by(own)))


def _judge(site: Site, own: Publishing) -> Iterator[Problem]:
    arriving = tuple(pushed_by(own))
    if own.application.hls.value or any(each.application.hls.value for each in arriving):
        return  # hls-exposes-key tells of an application that writes what it is asked about itself
    yield _problem(arriving[0])


def _problem(pushed: Pushed) -> Problem:
    application, hls = pushed.application, pushed.application.hls
    edit = replace_word(hls.word, "on") if hls.word else insert_line(application.block, "hls on;")
    return Problem(
        where=hls.place,
        message=f"application {application.name} has {'no `hls on`' if hls.is_default else '`hls off`'}, and "
        f"application {pushed.own.application.name} pushes its streams there: no HLS is written",
        promise="hls.push",
        key="hls",
        wanted="on",
        found="" if hls.is_default else "off",
        related=(Related(pushed.push.at.place, "pushed here"),),
        repairs=(Repair("hls on", (edit,)),),
    )


RULE = Rule(
    code="hls-missing",
    severity=Severity.ERROR,
    says="the application to which streams are pushed writes HLS",
    title="the application to which streams are pushed writes no HLS",
    what="`hls on` lets an application write segments and playlists of what is published to it. It is off unless set.",
    why="Publishing succeeds, the broadcaster sees nothing wrong, and nobody can watch.",
    fix="Write `hls on;` and `hls_path` in the application that the push names.",
    promises=("hls.push",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("hls on;", "hls off;"), at=("hls off",)),
        broken("nginx.conf", ("            hls on;\n", ""), at=("application hls",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept(
            "nginx.conf",
            ("push rtmp://127", "push rtmp://127.0.0.1/record;\n            push rtmp://127"),
            ("        application hls {", "        application record { live on; }\n        application hls {"),
        ),
    ),
)
