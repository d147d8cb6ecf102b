"""The application of the clients carries live streams."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Publishing, publishings


def _judge(site: Site, own: Publishing) -> Iterator[Problem]:
    live = own.application.live
    if live.value:
        return
    edit = replace_word(live.word, "on") if live.word else insert_line(own.application.block, "live on;")
    yield Problem(
        where=live.place,
        message=f"application {own.application.name} has no `live on`: what is published is not passed on to anybody",
        promise="hls.push",
        key="live",
        wanted="on",
        found="" if live.is_default else "off",
        repairs=(Repair("live on", (edit,)),),
    )


RULE = Rule(
    code="live-off",
    severity=Severity.ERROR,
    says="the application of the clients carries live streams",
    title="the application has no live mode",
    what="`live on` lets an application pass a published stream on, to players and to `push`. It is off unless set.",
    why="The publisher is never told that it may start, and nothing of its stream is passed on.",
    fix="Write `live on;` in the application.",
    promises=("hls.push",),
    subjects=publishings,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("live on;", "live off;"), at=("live off",)),
        broken("nginx.conf", ("            live on;\n", ""), at=("application live",)),
    ),
    valid=(kept("nginx.conf"),),
)
