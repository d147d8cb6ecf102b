"""The heartbeat services as they run: which replica each lives in, and what it is told to do."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.nginx.values import Url, url_value
from checker.configs.setting import Setting, Unknown
from checker.configs.spring.applications import FILE
from checker.configs.spring.facts import Application, uniform
from checker.configs.spring.running import running
from checker.configs.spring.values import duration, number
from checker.configs.words import Edit, Statement
from checker.gate.rule import Site
from checker.model.contract import Contract, Server

_GROUPS = ("heartbeat", "heartbeat.check", "failover.heartbeat", "health", "health.check", "health-check", "failover")
# a property of the application's own whose name speaks of heartbeats; those of libraries mean other things
_OURS = re.compile(r"(?:^|\.)(?:heartbeat|health|fault|failover)")
_THEIRS = ("spring.", "server.", "management.", "logging.", "eureka.", "resilience4j.", "feign.", "hystrix.")
INTERVAL = (
    "interval",
    "interval-ms",
    "interval.ms",
    "interval-millis",
    "interval-seconds",
    "check-interval",
    "check.interval",
    "period",
    "rate",
    "fixed-rate",
    "fixed-delay",
    "delay",
    "poll-interval",
)
TIMEOUT = (
    "timeout",
    "timeout-ms",
    "timeout-millis",
    "timeout-seconds",
    "request-timeout",
    "check-timeout",
    "read-timeout",
)
FAILURES = (
    "failure-threshold",
    "failure.threshold",
    "failures",
    "fall",
    "max-failures",
    "fail-threshold",
    "failures-threshold",
    "threshold.failure",
    "threshold.down",
    "down-threshold",
    "unhealthy-threshold",
)
SUCCESSES = (
    "success-threshold",
    "success.threshold",
    "recovery-threshold",
    "recovery.threshold",
    "successes",
    "rise",
    "success-count",
    "threshold.success",
    "threshold.up",
    "up-threshold",
    "healthy-threshold",
)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The heartbeat service in one application; `replica` is the one in which it runs (None: not known)."""

    application: Application
    replica: Server | None

    @property
    def name(self) -> str:
        """The name of the replica, else of what is known of the application."""
        known = self.application.name.known
        named = known if isinstance(known, str) else ""
        own = self.replica.name if self.replica else ""
        return own or self.application.service or self.application.label or named or self.application.head.place.file

    def setting(self, names: Sequence[str]) -> tuple[str, Setting[str]] | None:
        """Return the first property of these names that is set, with its full name, whatever group it is in."""
        usual = (f"{group}.{name}" for group in _GROUPS for name in names)
        ends = tuple(f".{uniform(name)}" for name in names)
        others = (name for name in self._names if name.endswith(ends))
        return next(
            ((name, found) for name in (*usual, *others) if (found := self.application.get(name)) is not None), None
        )

    @property
    def _names(self) -> tuple[str, ...]:
        """The names of the properties that speak of heartbeats."""
        every = self.application.properties
        return tuple(name for name in every if _OURS.search(name) and not name.startswith(_THEIRS))

    def count(self, names: Sequence[str]) -> Setting[int] | None:
        """Return a property that is a number."""
        found = self.setting(names)
        return number(found[1]) if found else None

    def time(self, names: Sequence[str]) -> Setting[int] | None:
        """Return a property that is a duration: milliseconds without a unit, unless its name says seconds."""
        found = self.setting(names)
        return duration(found[1], NS_PER_S if "second" in found[0] else NS_PER_MS) if found else None

    @property
    def own(self) -> tuple[Setting[str], ...]:
        """All properties of heartbeats that the files set, in their order."""
        found = [setting for name in self._names if (setting := self.application.get(name)) is not None]
        return tuple(sorted(found, key=lambda s: (s.place.file, s.place.line)))


def heartbeats(site: Site) -> tuple[Heartbeat, ...]:
    """Return the heartbeat service of every application that has one, and of the replicas beside it."""
    every = tuple(Heartbeat(app, replica_of(site.contract, app)) for app in running(site.deployment))
    found = tuple(each for each in every if not _is_profile(each, every))
    telling = [each for each in found if each.own]
    inside = any(each.replica for each in telling)  # else they are applications of their own
    return tuple(each for each in found if each in telling or (inside and each.replica and each.application.files))


def _is_profile(beat: Heartbeat, every: Sequence[Heartbeat]) -> bool:
    """Say whether a file is for a profile that nobody runs here: `application-test.yml` beside those of the replicas.

    It names no replica, no service runs it, and it has no port of its own.
    """
    app = beat.application
    if beat.replica or app.service or not app.label or app.get("server.port") is not None:
        return False
    folder, name = posixpath.split(app.files[0])
    if not FILE.match(name):
        return False
    beside = (each for each in every if each.replica and each.application.files)
    return any(posixpath.dirname(each.application.files[0]) == folder for each in beside)


def replica_of(contract: Contract, app: Application) -> Server | None:
    """Return the replica that an application is: by its service, its file, its folder, its own name, or its port."""
    servers = tuple(contract.servers.values())
    folder = app.files[0].rpartition("/")[0].rpartition("/")[2] if app.files else ""
    known = app.name.known
    for text in (app.service, app.label, folder, known if isinstance(known, str) else "", *app.profiles):
        named = [s for s in servers if text and (text in (s.name, s.address, *s.aliases) or _has_word(text, s.name))]
        if len(named) == 1:
            return named[0]
    at = [s for s in servers if s.port == app.port.known]
    return at[0] if len(at) == 1 and not app.port.is_default else None


def _has_word(text: str, name: str) -> bool:
    return name.lower() in re.split(r"[^a-z0-9]+", text.lower())


def targets(beat: Heartbeat) -> Iterator[tuple[Setting[str], Url]]:
    """Yield the URLs among the properties; UnknownValueError where one has no known value."""
    for setting in beat.own:
        for text in _texts(setting):
            try:
                url = url_value(text.strip(), "http")
            except ValueError:
                continue
            yield setting, url


def _texts(setting: Setting[str]) -> tuple[str, ...]:
    if isinstance(setting.known, Unknown):
        return () if not (setting.word and "://" in setting.word.raw) else (setting.value,)
    parts = setting.known.split(",")
    return tuple(part for part in parts if "://" in part or re.fullmatch(r"\s*[A-Za-z][\w.-]*:\d+(/\S*)?\s*", part))


def head_of(site: Site, beat: Heartbeat) -> Place:
    """Return the place of the block of heartbeats (`heartbeat:`), which lacks something; else of its first property."""
    file = beat.application.files[0] if beat.application.files else beat.application.head.place.file
    first = next((s.place for s in beat.own if s.place.file in beat.application.files), None)
    text = _text(site, first.file if first else file)
    found = re.search(r"(?m)^[ \t]*(?:heartbeat|health[a-z-]*|failover)[ \t]*:[ \t]*(?:#.*)?\r?$", text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        return Place(first.file if first else file, line, len(found[0]) - len(found[0].lstrip()) + 1)
    return first or beat.application.head.place


def list_head(site: Site, item: Setting[str]) -> Place:
    """Return the place of the key above the items of a list; of the item where it stands on the line of the key."""
    lines = _text(site, item.place.file).split("\n")
    number_ = item.place.line
    while number_ > 1 and lines[number_ - 1].lstrip().startswith(("-", "#")):
        number_ -= 1
    if number_ == item.place.line or number_ > len(lines):
        return item.place
    line = lines[number_ - 1]
    return Place(item.place.file, number_, len(line) - len(line.lstrip()) + 1)


def added(site: Site, beat: Heartbeat, name: str, value: str) -> tuple[Edit, ...]:
    """Return the edit that writes a property above its first sibling; none where they stand on one line."""
    for sibling in beat.own:
        if not isinstance(sibling.at, Statement) or len(sibling.at.words) < 2:
            continue
        key = sibling.at.words[0]
        text = _text(site, key.place.file)
        start = text.rfind("\n", 0, key.start) + 1
        margin = text[start : key.start]
        if margin.strip():
            continue
        prefix = key.raw[: key.raw.rfind(".") + 1]
        sign = "=" if key.place.file.endswith(".properties") else ": "
        return (Edit(key.place.file, start, start, f"{margin}{prefix}{name}{sign}{value}\n"),)
    return ()


def _text(site: Site, path: str) -> str:
    try:
        return site.deployment.text(path)
    except KeyError:
        return ""
