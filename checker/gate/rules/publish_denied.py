"""Who has to publish may: the clients to their application, this host to the one that writes HLS."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from checker.base.finding import Related, Severity
from checker.configs.nginx.facts import AccessRule, Application
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import publishings
from checker.gate.streaming.pushing import Pushed, pushed, url_of


@dataclass(frozen=True)
class _Own:
    """An application, and the push that has to arrive there (None: clients publish to it)."""

    application: Application
    push: Pushed | None = None

    @property
    def rules(self) -> tuple[AccessRule, ...]:
        return tuple(rule for rule in self.application.access if rule.command != "play")


def _subjects(site: Site) -> Iterator[_Own]:
    yield from (_Own(each.application) for each in publishings(site))
    yield from (_Own(each.application, each) for each in pushed(site))


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    if own.push:
        yield from _push(own, own.push)
        return
    general = next((rule for rule in own.rules if rule.who == "all"), None)
    if general is None or general.action == "allow":
        return
    before = own.rules[: own.rules.index(general)]
    allowed = [rule for rule in before if rule.action == "allow"]
    if not allowed:
        yield _clients(own, general, "nobody may publish", "")
    elif all(_is_loopback(rule.who) for rule in allowed):
        yield _clients(own, general, "only this host may publish", allowed[0].who)


def _clients(own: _Own, rule: AccessRule, who: str, found: str) -> Problem:
    return Problem(
        where=rule.at.place,
        message=f"{who} to application {own.application.name}: clients are refused before anybody is asked",
        promise="rtmp.port",
        key="allow publish",
        wanted="all",
        found=found,
        hint="the first rule that matches decides",
        repairs=(Repair("allow publish all", (replace_word(rule.at.words[0], "allow"),), safe=False),),
        severity=Severity.WARNING if found else None,  # a proxy of this host may take the clients' streams
    )


def _push(own: _Own, pushed_: Pushed) -> Iterator[Problem]:
    source = "::1" if "::1" in url_of(pushed_.push).host else "127.0.0.1"
    rule = next((rule for rule in own.rules if _covers(rule.who, source)), None)
    if rule is None or rule.action == "allow":
        return
    line = f"allow publish {source}"
    yield Problem(
        where=rule.at.place,
        message=f"application {own.application.name} does not let {source} publish: what application "
        f"{pushed_.own.application.name} pushes is refused, and no HLS is written",
        promise="hls.push",
        key="allow publish",
        wanted=source,
        hint="the first rule that matches decides: an `allow` below is never asked",
        related=(Related(pushed_.push.at.place, "pushed here"),),
        repairs=(Repair(line, (insert_line(own.application.block, f"{line};"),)),),
    )


def _is_loopback(who: str) -> bool:
    return _covers("127.0.0.0/8", who) or who == "::1"


def _covers(who: str, address: str) -> bool:
    if who in ("all", "localhost"):
        return True
    try:
        return ip_address(address) in ip_network(who, strict=False)
    except ValueError:  # a network for the address, or what nginx refuses
        return False


RULE = Rule(
    code="publish-denied",
    severity=Severity.ERROR,
    says="the clients may publish, and the push of this host, too",
    title="rules of access refuse the streams of the clients, or the push of this host",
    what="""
`allow publish` and `deny publish` are asked in their order, and the first that matches decides. Clients must be let in
to the application that asks `on_publish`, and 127.0.0.1 to the one to which this nginx pushes.
""",
    why="""
A client that is denied is refused though every replica is well. A push that is denied is repeated every few seconds,
in the error log only: publishing succeeds, and no HLS is written.
""",
    fix="Write `allow publish 127.0.0.1;` above `deny publish all;` where streams are pushed to, and no `deny` for all "
    "where clients publish.",
    promises=("rtmp.port", "hls.push"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf",
            ("live on;\n            on", "live on;\n            deny publish all;\n            on"),
            at=("deny",),
        ),
        broken("nginx.conf", ("            allow publish 127.0.0.1;\n", ""), at=("deny publish all",)),
        broken("nginx.conf", ("allow publish 127.0.0.1;", "deny all;"), at=("deny all",)),
        broken("nginx.conf", ("allow publish 127.0.0.1;", "deny publish 127.0.0.0/8;"), at=("deny publish 127",)),
        broken("nginx.conf", ("allow publish 127.0.0.1;", "allow publish 10.0.0.0/8;"), at=("deny publish all",)),
        broken(
            "nginx.conf",
            (
                "live on;\n            on",
                "live on;\n            allow publish 127.0.0.1;\n            deny all;\n            on",
            ),
            at=("deny all",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("live on;\n            on", "live on;\n            deny play all;\n            on")),
        kept(
            "nginx.conf",
            (
                "live on;\n            on",
                "live on;\n            allow publish 10.0.0.0/8;\n            deny publish all;\n            on",
            ),
        ),
        kept(
            "nginx.conf",
            ("listen 1935;", "listen 1935;\n        deny publish all;"),
            ("live on;", "live on;\n            allow publish all;"),
        ),
    ),
)
