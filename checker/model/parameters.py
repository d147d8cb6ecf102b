"""The parameters that a contract may state: their names, what each measures, and how a text says its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from checker.base.places import Place
from checker.base.time import parse_duration, show_duration

if TYPE_CHECKING:
    from checker.model.phrases import Fact

Value = int | str


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of value: what messages call it, its unit, how YAML writes it, which phrases state it."""

    noun: str
    unit: str
    parse: Callable[[str], Value]
    stated_by: Callable[[Fact], Iterator[Value]]
    example: str
    least: int = 0
    # what states it where nothing on the line does so by the first way
    otherwise: Callable[[Fact], Iterator[Value]] | None = None
    # no rule reads it from a text: a person does, and writes what the cited line means
    by_person: bool = False

    def doubt(self, value: Value) -> str:
        """Say in words why a value makes no sense, or nothing."""
        little = isinstance(value, int) and value < self.least
        return f"must be more than 0, and is {self.show(value)}" if little else ""

    def show(self, value: Value) -> str:
        """Return the value as a person writes it."""
        return show_duration(value) if self.unit == "ns" and isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a contract: its value (durations in nanoseconds) and the line that states it, or why it is ours.

    `formula` is what a computed parameter is recomputed from when another one is set; `place` is where the contract
    says it, None where the command line does.
    """

    name: str
    value: Value
    unit: str
    stated: Place | None = None
    text: str = ""
    why: str = ""
    formula: str = ""
    place: Place | None = None

    @property
    def shown(self) -> str:
        """The value as a person writes it: 3, 6s, any."""
        return measure_of(self.name, self.unit).show(self.value)


def _whole(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)


def _duration(text: str) -> int:
    ns = parse_duration(text)
    if ns < 0:
        raise ValueError(text)
    return ns


def _word(text: str) -> str:
    if not text or text != text.strip():
        raise ValueError(text)
    return text


def _one_of(*words: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        if text not in words:
            raise ValueError(text)
        return text

    return parse


def _version(text: str) -> int:
    if text not in ("2", "3"):
        raise ValueError(text)
    return int(text)


def _port(text: str) -> int:
    port = _whole(text)
    if not 0 < port <= 65535:
        raise ValueError(text)
    return port


def _address(text: str) -> str:
    from ipaddress import ip_address

    return str(ip_address(text))


def _host(text: str) -> str:
    """An address, or a name such as containers go by."""
    if re.fullmatch(r"[A-Za-z0-9]([\w.-]{0,251}[A-Za-z0-9])?", text) and not re.fullmatch(r"[\d.]+", text):
        return text
    return _address(text)


def _path(text: str) -> str:
    if not re.fullmatch(r"/\S{0,250}", text):
        raise ValueError(text)
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9+]*://\S{1,250}", text):
        raise ValueError(text)
    return text


def _nothing(fact: Fact) -> Iterator[Value]:
    yield from ()


def _durations(fact: Fact) -> Iterator[Value]:
    """A range such as 2-3 seconds promises its upper end."""
    yield from (fact.values[key] for key in ("high_ns", "ns") if key in fact.values)


def _counts(against: str, state_against: str) -> Callable[[Fact], Iterator[Value]]:
    """Thresholds in `After 3 failures`, `3/3 threshold`, `fall 3`; not those of the opposite outcome."""

    def found(fact: Fact) -> Iterator[Value]:
        said = " ".join(str(fact.values.get(key, "")) for key in ("outcome", "name", "state"))
        if not re.search(rf"{against}|\b{state_against}\b", said, re.IGNORECASE):
            yield from (fact.values[k] for k in _COUNT_KEYS.get(fact.kind, ()) if k in fact.values)

    return found


def _values_of(*keys: str) -> Callable[[Fact], Iterator[Value]]:
    def found(fact: Fact) -> Iterator[Value]:
        yield from (fact.values[key] for key in keys if key in fact.values)

    return found


def _algorithms(fact: Fact) -> Iterator[Value]:
    """HAProxy's name of it."""
    if "algorithm" in fact.values:
        squeezed = re.sub("[ -]", "", str(fact.values["algorithm"]).lower())
        yield {"staticrr": "static-rr"}.get(squeezed, "leastconn" if squeezed.startswith("least") else squeezed)


def _pool_modes(fact: Fact) -> Iterator[Value]:
    if "pooling" in fact.values:
        yield str(fact.values["pooling"]).lower()


def _paths(fact: Fact) -> Iterator[Value]:
    """The path of a request, without its query."""
    if "path" in fact.values and fact.kind != "url":
        yield str(fact.values["path"]).partition("?")[0]


def _urls(fact: Fact) -> Iterator[Value]:
    if fact.kind == "url":
        port = f":{fact.values['port']}" if "port" in fact.values else ""
        yield f"{fact.values['scheme']}://{fact.values['host']}{port}{fact.values.get('path', '')}"


_COUNT_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"outcomes": ("count",), "mark": ("of",), "fraction": ("of",), "setting": ("number",), "times": ("count",)}
)
DURATION = Measure("a duration", "ns", _duration, _durations, "100ms or 6s")
# A bound of nothing would be broken by everything; a tolerance, or a handover, may well be nothing.
BOUND = replace(DURATION, least=1)
FAILURES = Measure("a count of failures", "", _whole, _counts("success", "UP|rise"), "3", least=1)
SUCCESSES = Measure("a count of successes", "", _whole, _counts("fail|timeout|miss|error", "DOWN|fall"), "2", least=1)
VIEW = Measure("a view", "", _word, _nothing, "any, all, or an observer such as haproxy@hap1")
COUNT = Measure("a count", "", _whole, _values_of("count", "number"), "3", otherwise=_values_of("n"))
YES_OR_NO = Measure("yes or no", "", _one_of("yes", "no"), _nothing, "yes or no", by_person=True)
VERSION = Measure("a version of VRRP", "", _version, _nothing, "2 or 3", by_person=True)
TRACK = Measure(
    "what keepalived does when its load balancer dies",
    "",
    _one_of("none", "fault", "weight"),
    _nothing,
    "none, fault or weight",
    by_person=True,
)
SCHEDULE = Measure(
    "a kind of schedule",
    "",
    _one_of("fixed-delay", "fixed-rate"),
    _nothing,
    "fixed-delay or fixed-rate",
    by_person=True,
)
ADDRESS = Measure("an IPv4 address", "", _address, _values_of("address"), "192.168.1.10")
HOST = Measure(
    "an address or a host name", "", _host, _values_of("address"), "192.168.1.10", otherwise=_values_of("name", "host")
)
PORT = Measure("a port", "", _port, _values_of("port"), "6432")
ALGORITHM = Measure("a balancing algorithm", "", _word, _algorithms, "leastconn")
POOL_MODE = Measure("a pool mode", "", _word, _pool_modes, "transaction")
PATH = Measure("a path", "", _path, _paths, "/stats")
URL = Measure("a URL", "", _url, _urls, "rtmp://127.0.0.1:1935/hls")
VARIABLE = Measure("an environment variable", "", _word, _values_of("variable"), "HAPROXY_STATS_URL")
PRIORITY = Measure("a priority", "", _whole, _values_of("priority", "other"), "101")

PARAMETERS: Mapping[str, Measure] = MappingProxyType(
    {
        "check.fall": FAILURES,
        "check.rise": SUCCESSES,
        "check.interval": BOUND,
        "check.timeout": BOUND,
        "check.fastinter": BOUND,
        "check.downinter": BOUND,
        "down.within": BOUND,
        "up.within": BOUND,
        "vip.takeover": BOUND,
        "vip.handover": DURATION,
        "vrrp.version": VERSION,
        "vrrp.advert": BOUND,
        "vrrp.down-adverts": replace(COUNT, least=1),
        "vrrp.preempt": YES_OR_NO,
        "vrrp.track": TRACK,
        "vrrp.delay": DURATION,
        "route.tolerance": DURATION,
        "client.interruption": BOUND,
        "client.retry": BOUND,
        "monitor.interval": BOUND,
        "monitor.tolerance": DURATION,
        "alert.within": BOUND,
        "alert.timeout": BOUND,
        "alert.save-on-failure": YES_OR_NO,
        "stats.timeout": BOUND,
        "heartbeat.interval": BOUND,
        "heartbeat.timeout": BOUND,
        "heartbeat.tolerance": DURATION,
        "heartbeat.fall": FAILURES,
        "heartbeat.rise": SUCCESSES,
        "heartbeat.schedule": SCHEDULE,
        "heartbeat.answer": DURATION,
        "agree.within": BOUND,
        "view": VIEW,
        "vip.port": PORT,
        "balance.algorithm": ALGORITHM,
        "balance.persist": YES_OR_NO,
        "balance.sticky": YES_OR_NO,
        "balance.redispatch": YES_OR_NO,
        "balance.retries": COUNT,
        "pool.mode": POOL_MODE,
        "stats.port": PORT,
        "stats.path": PATH,
        "monitor.variable": VARIABLE,
        "monitor.state-file": PATH,
        "rtmp.port": PORT,
        "hls.port": PORT,
        "hls.push": URL,
        "hls.path": PATH,
        "publish.path": PATH,
        "publish.timeout": BOUND,
    }
)

# What a contract may measure by parameters of its own.
OWN_MEASURES: Mapping[str, Measure] = MappingProxyType({"duration": BOUND, "tolerance": DURATION, "count": COUNT})


def measure_of(name: str, unit: str) -> Measure:
    """Return what a parameter measures; one of a contract's own is a duration or a count."""
    return PARAMETERS.get(name) or (DURATION if unit == DURATION.unit else COUNT)
