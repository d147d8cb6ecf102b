"""Each heartbeat service checks every replica, at its port."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.routing import LOOPBACK
from checker.configs.nginx.values import Url
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import Heartbeat, heartbeats, list_head, targets
from checker.gate.streaming.publishing import names_of
from checker.model.contract import Server

_Target = tuple[Setting[str], Url]


def _judge(site: Site, beat: Heartbeat) -> Iterator[Problem]:
    found = tuple(targets(beat))
    for replica in site.contract.servers.values():
        own = [each for each in found if _names(site, beat, each[1], replica)]
        if any(url.port == replica.port for _, url in own):
            continue
        if own:
            yield _at_another_port(beat, own[0], replica)
        elif wrong := _stranger(site, beat, found):
            yield _another_host(beat, wrong, replica)
        elif found:
            yield _unchecked(site, beat, found, replica)


def _stranger(site: Site, beat: Heartbeat, found: tuple[_Target, ...]) -> _Target | None:
    """Return the only URL that is no replica's, which must have been meant for the one that is missing."""
    replicas = site.contract.servers.values()
    missing = [each for each in replicas if not any(_names(site, beat, url, each) for _, url in found)]
    strangers = [each for each in found if not any(_names(site, beat, each[1], replica) for replica in replicas)]
    doubled = [each for each in found if each[1].host in LOOPBACK and _is_checked_by_name(site, beat, found)]
    wrong = strangers or doubled
    return wrong[0] if len(missing) == len(wrong) == 1 else None


def _is_checked_by_name(site: Site, beat: Heartbeat, found: tuple[_Target, ...]) -> bool:
    """Whether a service checks its own replica by its name, so that this host is the second time."""
    own = [names_of(site).host(url.host) for _, url in found if url.host not in LOOPBACK]
    return beat.replica is not None and beat.replica.name in [each.name for each in own if each]


def _another_host(beat: Heartbeat, target: _Target, replica: Server) -> Problem:
    setting, url = target
    written, wanted = f"{url.host}:{url.port}", f"{replica.address}:{replica.port}"
    word = setting.word
    whole = word is not None and written in word.raw
    own = url.host in LOOPBACK and beat.replica
    return Problem(
        where=setting.place,
        message=f"{{who}} checks {written}{', which is itself,' if own else ''} in place of {replica.name} ({wanted}): "
        "it never sees it fail, and never switches to it",
        who=beat.name,
        promise="heartbeat.fall",
        key="heartbeat.replicas",
        wanted=wanted,
        found=written,
        repairs=(Repair(wanted, (replace_word(word, word.raw.replace(written, wanted)),)),) if word and whole else (),
    )


def _names(site: Site, beat: Heartbeat, url: Url, replica: Server) -> bool:
    if url.host in LOOPBACK:
        return beat.replica is not None and beat.replica.name == replica.name
    known = names_of(site).host(url.host)
    return known is not None and known.name == replica.name


def _at_another_port(beat: Heartbeat, target: _Target, replica: Server) -> Problem:
    setting, url = target
    written = f"{url.host}:{url.port}"
    wanted = f"{url.host}:{replica.port}"
    word = setting.word
    whole = word is not None and written in word.value
    return Problem(
        where=setting.place,
        message=f"{{who}} checks {replica.name} at port {url.port}, and it listens at {replica.port}: "
        "it would always be DOWN",
        who=beat.name,
        promise="heartbeat.fall",
        key="heartbeat.replicas",
        wanted=wanted,
        found=written,
        repairs=(Repair(wanted, (replace_word(word, word.raw.replace(written, wanted)),)),) if word and whole else (),
    )


def _unchecked(site: Site, beat: Heartbeat, found: tuple[_Target, ...], replica: Server) -> Problem:
    return Problem(
        where=list_head(site, found[0][0]),
        message=f"{{who}} does not check {replica.name} ({replica.address}:{replica.port}): it never sees it fail, and "
        "never switches to it",
        who=beat.name,
        promise="heartbeat.fall",
        key="heartbeat.replicas",
        wanted=f"{replica.address}:{replica.port}",
        found=", ".join(f"{url.host}:{url.port}" for _, url in found),
        hint="the diagram draws both services checking both replicas",
        repairs=tuple(_further(site, found[-1], replica)),
    )


def _further(site: Site, last: _Target, replica: Server) -> Iterator[Repair]:
    """Offer the URL of a replica below the last one of a list, or behind it, made as that one is."""
    setting, url = last
    word, written = setting.word, f"{url.host}:{url.port}"
    wanted = f"{replica.address}:{replica.port}"
    if word is None or written not in word.raw:
        return
    if "," in word.raw:
        text = word.raw.rpartition(",")[2]
        yield Repair(wanted, (replace_word(word, f"{word.raw},{text.replace(written, wanted)}"),))
        return
    whole = site.deployment.text(word.place.file)
    before = whole[whole.rfind("\n", 0, word.start) + 1 : word.start]
    if before.strip() == "-":
        yield Repair(wanted, (replace_word(word, f"{word.raw}\n{before}{word.raw.replace(written, wanted)}"),))
    elif word.place.file.endswith(".properties") and before.rstrip(" =:").rpartition(".")[2].endswith(
        ("urls", "replicas")
    ):
        yield Repair(wanted, (replace_word(word, f"{word.raw},{word.raw.replace(written, wanted)}"),))


def _subjects(site: Site) -> Iterator[Heartbeat]:
    return (beat for beat in heartbeats(site) if any(True for _ in targets(beat)))


RULE = Rule(
    code="heartbeat-replicas",
    severity=Severity.ERROR,
    says="every heartbeat service checks every replica",
    title="a heartbeat service does not check a replica",
    what="Among the URLs that a heartbeat service is given, each replica of the diagram must be, at its port.",
    why="""
A replica that nobody checks is never DOWN, and one that is checked at the wrong port is always DOWN: the service then
keeps a dead primary, or leaves a healthy one.
""",
    fix="Write the health URL of every replica in the list, in every replica's configuration.",
    promises=("heartbeat.fall", "heartbeat.interval"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "application-primary.yml",
            ("    - http://spring-boot-app-secondary:8081/health\n", ""),
            at=("replicas:",),
        ),
        broken("application-secondary.yml", ("secondary:8081/health", "secondary:8080/health"), at=("secondary:8080",)),
        broken("application-secondary.yml", ("app-primary:8080", "app-first:8080"), at=("app-first",)),
        broken("application-secondary.yml", ("spring-boot-app-primary:8080", "localhost:8080"), at=("localhost:8080",)),
    ),
    valid=(
        kept("application-primary.yml", beside=("application-secondary.yml", "stack.yml")),
        kept(
            "application-primary.yml",
            ("http://spring-boot-app-primary:8080", "http://localhost:8080"),
            beside=("stack.yml",),
        ),
    ),
)
