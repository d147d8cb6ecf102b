"""Which container is the monitor of the contract, where it asks, how often, and what it remembers where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement, Word
from checker.gate.rule import Site
from checker.model.contract import Contract

_URL = re.compile(r"https?://[^\s\"'`\\|>)]+")
_PERIOD = re.compile(r"(?:\A|_)(?:INTERVAL|PERIOD|SLEEP|FREQUENCY|EVERY)(?:_|\Z)|_INTERVAL|INTERVAL_", re.IGNORECASE)
_NO_POLL = re.compile(
    r"ALERT|COOLDOWN|REPEAT|TIMEOUT|RETRY|BACKOFF|HEALTHCHECK|RENOTIFY|REMIND|LOG|REPORT", re.IGNORECASE
)
_SLEEP = re.compile(
    r"(?:\bsleep\s+|\bwatch\s+(?:-\w+\s+)*-n\s*|--(?:poll-)?interval[= ]\s*)(\d+(?:\.\d+)?)(ms|s|m|h)?\b"
)
_LOOP = re.compile(r"\b(?:while|until|for|watch)\b|--(?:poll-)?interval")
_STATE = re.compile(r"STATES?_?(?:FILE|PATH)|\ASTATE_FILE", re.IGNORECASE)
_NAMED = re.compile(r"monitor", re.IGNORECASE)
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|sec|secs|seconds?|m|min|minutes?|h)?\s*\Z", re.IGNORECASE)
_UNITS = {"": NS_PER_S, "ms": NS_PER_MS, "s": NS_PER_S, "m": 60 * NS_PER_S, "h": 3600 * NS_PER_S}
_BY_NAME = ((re.compile(r"_(?:MS|MILLIS\w*)\Z", re.IGNORECASE), "ms"), (re.compile(r"_MIN\w*\Z", re.IGNORECASE), "m"))


@dataclass(frozen=True, slots=True)
class Monitor:
    """The container that polls, and where the URL that it asks is set (None: nowhere)."""

    service: Service
    url: Setting[str] | None

    @property
    def name(self) -> str:
        """What to call it."""
        return self.service.name

    @property
    def script(self) -> str:
        """What it runs, as far as the files tell."""
        return " ".join(str(text.known) for text in (self.service.entrypoint, self.service.command))


@dataclass(frozen=True, slots=True)
class Period:
    """How often a monitor polls: in nanoseconds, and the setting that says so."""

    monitor: Monitor
    name: str
    setting: Setting[str]
    ns: int
    unit: str
    shown: str

    def write(self, ns: int) -> str:
        """Return a duration in the unit in which this one is written."""
        whole, rest = divmod(ns, _UNITS[self.unit])
        return str(whole) if not rest else f"{ns / _UNITS[self.unit]:g}"


def monitors(site: Site) -> tuple[Monitor, ...]:
    """Return the monitors: containers with the contract's variable, a URL of a statistics page, or what polls need."""
    return tuple(m for s in site.deployment.of(Service) if (m := _monitor(site.contract, s)) is not None)


def _monitor(contract: Contract, service: Service) -> Monitor | None:
    variable = contract.parameters.get("monitor.variable")
    if variable and (setting := service.environment.get(str(variable.value))) is not None:
        return Monitor(service, setting)
    asked = (*service.environment.values(), service.command, service.entrypoint)
    for setting in asked:
        if isinstance(setting.known, str) and (url := _stats_url(contract, setting.known)):
            return Monitor(service, _within(setting, url))
    polls = any(_period_of(name, s) for name, s in service.environment.items() if _is_period(name))
    remembers = any(_STATE.search(name) for name in service.environment)
    if _NAMED.search(service.name) and polls and remembers:
        return Monitor(service, None)
    return None


def _stats_url(contract: Contract, text: str) -> str:
    """Return the URL in a text that is of a statistics page: by its path, or `;csv`."""
    path = contract.parameters.get("stats.path")
    for match in _URL.finditer(text):
        url = match[0].rstrip(";")
        if url.endswith(";csv") or (path and _path_of(url) == str(path.value)):
            return url
    return ""


def _path_of(url: str) -> str:
    try:
        return plain_path(urlsplit(url))
    except ValueError:
        return ""


def _within(setting: Setting[str], part: str) -> Setting[str]:
    """Return a part of a setting, with the word that holds it."""
    words = setting.at.words if isinstance(setting.at, Statement) else ()
    word: Word | None = next((w for w in words if part in w.value), setting.word)
    return Setting(part, setting.at, word, setting.default, setting.via)


def plain_path(url: SplitResult) -> str:
    """Return the path of a URL without what stands behind `;`, and without a slash at its end."""
    return url.path.partition(";")[0].rstrip("/") or "/"


def periods(site: Site) -> Iterator[Period]:
    """Yield what says how often each monitor polls."""
    for monitor in monitors(site):
        own = [
            p for name, s in monitor.service.environment.items() if _is_period(name) for p in _period(monitor, name, s)
        ]
        yield from own or _sleeps(monitor)


def state_files(site: Site) -> Iterator[tuple[Monitor, str, Setting[str]]]:
    """Yield where each monitor keeps what it saw."""
    for monitor in monitors(site):
        for name, setting in monitor.service.environment.items():
            if _STATE.search(name):
                yield monitor, name, setting


def _is_period(name: str) -> bool:
    return bool(_PERIOD.search(name)) and not _NO_POLL.search(name)


def _period(monitor: Monitor, name: str, setting: Setting[str]) -> Iterator[Period]:
    if isinstance(setting.known, Unknown):
        yield Period(monitor, name, setting, -1, "", "")
    elif found := _period_of(name, setting):
        yield Period(monitor, name, setting, found[0], found[1], setting.known.strip())


def _period_of(name: str, setting: Setting[str]) -> tuple[int, str] | None:
    """Return a duration and the unit that it is written in: behind the number, or in the name; seconds else."""
    match = _AMOUNT.match(setting.known) if isinstance(setting.known, str) else None
    if match is None:
        return None
    by_name = next((unit for pattern, unit in _BY_NAME if pattern.search(name)), "s")
    written = (match[2] or by_name).lower()
    unit = "ms" if written == "ms" else written[0]
    return round(float(match[1]) * _UNITS[unit]), unit


def _sleeps(monitor: Monitor) -> Iterator[Period]:
    """Yield the pause of the loop that a monitor runs; where there are several, they are not one period."""
    texts = [text for text in (monitor.service.entrypoint, monitor.service.command) if isinstance(text.known, str)]
    found = [(text, match) for text in texts for match in _SLEEP.finditer(str(text.known))]
    if len(found) == 1 and _LOOP.search(monitor.script):
        text, match = found[0]
        unit = match[2] or "s"
        yield Period(monitor, "sleep", _within(text, match[0]), round(float(match[1]) * _UNITS[unit]), unit, match[1])
