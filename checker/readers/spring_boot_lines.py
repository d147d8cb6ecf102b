"""What single lines of a Spring Boot log are: the default layouts of 2.7 to 3.5, and the messages that tell something.

Layouts (defaults.xml of Spring Boot 2.7.18, 3.0.13 to 3.5.0): the stamp (without a zone up to 2.7), the level, the
process id, `---`, since 3.2 the name of the application and since 3.4 its group, the thread, a correlation id where
there is one, the logger, a colon. On a terminal parts of it are coloured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.base.time import Interval
from checker.model.event import Value
from checker.readers.postgresql_stamp import read_stamp

Args = Mapping[str, Value]
HEARTBEAT, REPLICA = "heartbeat", "replica"

_COLOUR = re.compile(r"\x1b\[[\d;]{0,20}m")
_LINE = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d{3,9}(?:Z|[+-]\d\d:?\d\d)?) +"
    r"(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL|OFF) (?P<pid>\S{0,16}) --- "
    r"(?P<boxes>(?:\[[^\]]{0,200}\] ){1,5})(?P<logger>\S{1,200}) *: (?P<message>.*)",
    re.ASCII | re.DOTALL,
)
_CONTAINER = re.compile(r"(?:.{0,80}[^\w.-])?([A-Za-z0-9][\w.-]{0,127}) +\| ?\Z", re.ASCII)
# What a logger writes before a message of its own may stand in front of it: a wrapper of syslog, a container's name.
_WRAPPER = 200
# Lines that go on with a message, and what `spring.jpa.show-sql` prints without time or level.
_FURTHER = re.compile(
    r"\s|Hibernate: |Caused by: |\.{3} \d|[\w.$]{1,200}(?:Exception|Error)\b|Suppressed: | ?:: Spring Boot ::", re.ASCII
)
_URL = r"(?:https?://)?(?P<server>[^/\s:]{1,255}(?::\d{1,5})?)(?:/\S{0,500}?)?"


@dataclass(frozen=True, slots=True)
class Said:
    """A line taken apart; `host` is the name of its container where it has one."""

    time: Interval
    process: str
    level: str
    message: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message tells: which program of the process says it, and the event ('' for none)."""

    program: str
    kind: str = ""
    args: Args | None = None


def said(text: str, own_zone_ns: int) -> Said | str | None:
    """Return a line of a Spring Boot log taken apart, why it is unread, or None for a line that is none.

    `own_zone_ns` is the zone (local minus UTC) of a stamp that names none.
    """
    text = _COLOUR.sub("", text)
    match = _LINE.search(text[: _WRAPPER + 2000]) if " --- [" in text else None
    if match is None or match.start() > _WRAPPER:
        return None
    stamp = read_stamp(match["stamp"], own_zone_ns)
    if stamp is None:
        return "no time stamp that can be read"
    container = _CONTAINER.match(text[: match.start()])
    message = text[match.start("message") :]
    return Said(stamp.time, match["pid"], match["level"], message.rstrip("\r\n"), container[1] if container else "")


def goes_on(text: str) -> bool:
    """Say whether a line belongs to a message before it, or is one that bears no time."""
    return bool(_FURTHER.match(_COLOUR.sub("", text)))


def meaning(message: str) -> Meaning | None:
    """Return what a message tells, or None for one that tells nothing here."""
    for word, rules in _RULES:
        if word in message:
            for pattern, tell in rules:
                if match := pattern.match(message):
                    return tell(match)
    return None


def started(message: str) -> bool:
    """Say whether a message is the first of a process."""
    return bool(_STARTING.match(message))


def _check(passed: bool) -> Callable[[re.Match[str]], Meaning]:
    def tell(match: re.Match[str]) -> Meaning:
        why = match.groupdict().get("why") or ""
        args: Args = {
            "server": match["server"],
            "passed": passed,
            "health": -1,
            "of": -1,
            "state": "",
            "reason": why.rpartition('": ')[2] if '": ' in why else why,
        }
        return Meaning(HEARTBEAT, "check", args)

    return tell


def _state(before: str, after: str) -> Callable[[re.Match[str]], Meaning]:
    def tell(match: re.Match[str]) -> Meaning:
        args: Args = {
            "server": match["server"],
            "before": before,
            "after": after,
            "reason": f"{match['count']} consecutive as printed",
            "active": -1,
        }
        return Meaning(HEARTBEAT, "server_state", args)

    return tell


def _counted(match: re.Match[str]) -> Meaning:
    args: Args = {"server": match["server"], "count": int(match["count"]), "of": int(match["of"])}
    return Meaning(HEARTBEAT, "failure_counted", args)


def _began(match: re.Match[str]) -> Meaning:
    return Meaning(HEARTBEAT, "checks_began", {"servers": int(match["count"])})


def _ended(match: re.Match[str]) -> Meaning:
    return Meaning(HEARTBEAT, "checks_ended", {"detail": match[0]})


def _switched(match: re.Match[str]) -> Meaning:
    return Meaning(HEARTBEAT, "primary_switched", {"before": match["before"], "after": match["server"]})


def _of_service(_match: re.Match[str]) -> Meaning:
    return Meaning(HEARTBEAT)


def _answered(call: str) -> Callable[[re.Match[str]], Meaning]:
    def tell(match: re.Match[str]) -> Meaning:
        parts = match.groupdict()
        args: Args = {
            "user": parts.get("user") or "",
            "call": call,
            "status": int(match["status"]),
            "location": parts.get("location") or "",
        }
        return Meaning(REPLICA, "publish_answered", args)

    return tell


def _rule(pattern: str, tell: Callable[[re.Match[str]], Meaning]) -> tuple[re.Pattern[str], Callable[..., Meaning]]:
    return re.compile(pattern, re.ASCII), tell


_STARTING = re.compile(r"Starting \S{1,200} (?:v\S{1,80} )?using Java |Starting \S{1,200} on \S{1,200} with PID ")
_N = r"\d{1,9}"
# By a word that each of the messages holds, so that most lines cost one look for each.
_RULES = (
    (
        "ealth check",
        (
            _rule(rf"Health check (?:OK|passed|succeeded) for {_URL}(?:\s|\Z)", _check(passed=True)),
            _rule(rf"Health check failed for {_URL}(?:: (?P<why>.{{0,2000}})|\s|\Z)", _check(passed=False)),
            _rule(rf"Replica {_URL} failed health check \(attempt (?P<count>{_N})/(?P<of>{_N})", _counted),
            _rule(rf"Replica {_URL} passed health check", _of_service),
            _rule(
                rf"FAULT DETECTED: Replica {_URL} has failed (?P<count>{_N}) consecutive health checks",
                _state("UP", "DOWN"),
            ),
        ),
    ),
    (
        "RECOVERY DETECTED",
        (
            _rule(
                rf"RECOVERY DETECTED: Replica {_URL} has recovered after (?P<count>{_N}) consecutive",
                _state("DOWN", "UP"),
            ),
        ),
    ),
    (
        "FAILOVER EXECUTED",
        (
            _rule(
                r"FAILOVER EXECUTED: Primary replica switched from (?:https?://)?(?P<before>[^/\s]{1,255})\S* "
                rf"(?:\(index {_N}\) )?to {_URL}(?:\s|\Z)",
                _switched,
            ),
        ),
    ),
    (
        "eartbeat check",
        (
            _rule(rf"Starting heartbeat check for (?P<count>{_N}) replicas?", _began),
            _rule(r"Heartbeat check completed.{0,200}", _ended),
        ),
    ),
    ("fault recovery monitoring", (_rule(rf"Initialized {_N} replicas? for fault recovery", _of_service),)),
    (
        "Stream ",
        (
            _rule(
                r"Stream start (?:authori[sz]ed|accepted) for user (?P<user>\S{1,255}) -> (?P<status>\d{3})"
                r"(?: Location: (?P<location>\S{1,1000}))?",
                _answered("publish"),
            ),
            _rule(
                r"Stream start (?:refused|rejected|denied|unauthori[sz]ed)(?:.{0,200}? user (?P<user>[^\s,;:]{1,255}))?"
                r".{0,200}?-> (?P<status>\d{3})",
                _answered("publish"),
            ),
            _rule(
                r"Stream stop(?: for user (?P<user>\S{1,255}))?.{0,200}?-> (?P<status>\d{3})",
                _answered("publish_done"),
            ),
        ),
    ),
)
