"""Only this host publishes to the application that writes HLS."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.nginx.facts import AccessRule, Application, Nginx
from checker.configs.words import insert_line
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept


@dataclass(frozen=True)
class _Own:
    application: Application


def _subjects(site: Site) -> Iterator[_Own]:
    for nginx in site.deployment.of(Nginx):
        for server in nginx.rtmp_servers:
            for each in server.applications:
                if each.hls.known is True and "on_publish" not in each.callbacks:
                    yield _Own(each)


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    rules = own.application.access
    if not _open(rules):
        return
    block = own.application.block
    lines = ("allow publish 127.0.0.1", "deny publish all")
    at = next((rule.at.place for rule in rules if rule.who == "all" and rule.command != "play"), block.place)
    yield Problem(
        where=at,
        message=f"anybody may publish to application {own.application.name}: nobody is asked, and HLS is written under "
        "any name",
        promise="hls.push",
        key="allow publish",
        wanted="127.0.0.1",
        found="all",
        hint="port 1935 is open to the clients, and every application is behind it",
        repairs=(Repair("; ".join(lines), tuple(insert_line(block, f"{line};") for line in reversed(lines))),)
        if at == block.place
        else (),
    )


def _open(rules: tuple[AccessRule, ...]) -> bool:
    """Whether an address of which no rule speaks may publish: the first rule for all decides, else it may."""
    general = (rule for rule in rules if rule.who == "all" and rule.command != "play")
    return next((rule.action == "allow" for rule in general), True)


RULE = Rule(
    code="hls-application-open",
    severity=Severity.INFO,
    says="only this host publishes to the application of HLS",
    title="anybody may publish to the application that writes HLS",
    what="""
The application with `hls on` asks nobody (`on_publish`) and has no `deny publish all`: whoever reaches port 1935 may
publish to it directly, under the name of any user.
""",
    why="Authorisation in the first application is worth nothing where the second one can be reached past it.",
    fix="Write `allow publish 127.0.0.1;` and `deny publish all;` in it: the push comes from this host.",
    promises=("hls.push", "publish-authorised"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf",
            ("            allow publish 127.0.0.1;\n            deny publish all;\n", ""),
            at=("application hls",),
        ),
        broken(
            "nginx.conf",
            ("allow publish 127.0.0.1;\n            deny publish all;", "allow publish all;"),
            at=("allow publish all",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("deny publish all", "deny all")),
    ),
)
