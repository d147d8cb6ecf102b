"""HAProxy's messages about servers, checks and its own processes, in all the forms that 1.5 to 3.x write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from checker.base.time import NS_PER_S, Interval
from checker.model.event import Value
from checker.readers.clocks import clock_seconds, dated_near, printed
from checker.readers.reader import Context

_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says: a kind of event ('' when it is known but says nothing that matters) and its arguments.

    `pid` is the process that it is about where the message names one.
    """

    kind: str = ""
    args: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    pid: str = ""


@dataclass(frozen=True, slots=True)
class Console:
    """A message as HAProxy prints it on its standard error: text, pid, and a local time in old versions."""

    text: str
    pid: str
    time: Interval | None


_CONSOLE = re.compile(
    r"\[(?:NOTICE|WARNING|ALERT|INFO|DIAG|EMERG|DEBUG)\] {1,8}(?:(\d{3})/(\d\d)(\d\d)(\d\d) )?\((\d{1,10})\) ?: ?(.*)",
    re.ASCII | re.DOTALL,
)
_SERVER = re.compile(r"(?:Backup )?Server ([^\s/]+/\S+)(?: \('[^']{0,255}'\))? (.*)", re.DOTALL)
_COUNTS = re.compile(r"(.*)\. (\d{1,9}) active and \d+ backup servers? (?:left|online)\.", re.ASCII | re.DOTALL)
_END = r"(?=[ ,.]|\Z)"
# what a line says behind the name of the server, the state before where it is implied, and the state after
_CHANGES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), before, after)
    for pattern, before, after in (
        (r"is going DOWN for maintenance", "", "MAINT"),
        (r"is DOWN for maintenance", "", "MAINT"),
        (r"was DOWN and now enters maintenance", "DOWN", "MAINT"),
        (r"(?=is leaving forced maintenance but remains in maintenance)", "MAINT", "MAINT"),
        (r"(?=resolves again but remains in maintenance|remains in forced maintenance)", "MAINT", "MAINT"),
        (r"(?=is leaving forced drain but remains in drain|remains in forced drain)", "DRAIN", "DRAIN"),
        (r"is DOWN/[A-Z]+(?= \()", "MAINT", "DOWN"),
        (r"is UP/DRAIN(?= \()", "MAINT", "DRAIN"),
        (r"is UP/[A-Z]+(?= \()", "MAINT", "UP"),
        (r"is UP(?= \(leaving (?:forced )?drain)", "DRAIN", "UP"),
        (r"is DOWN(?= \(leaving (?:forced )?drain)", "DRAIN", "DOWN"),
        (r"is UP(?= \(leaving (?:forced )?maintenance)", "MAINT", "UP"),
        (r"is DOWN(?= \(leaving (?:forced )?maintenance)", "MAINT", "DOWN"),
        (r"enters drain state", "", "DRAIN"),
        # disable-on-404: only persistent sessions still reach the server
        (rf"is stopping{_END}", "", "DRAIN"),
        (rf"is UP{_END}", "", "UP"),
        (rf"is DOWN{_END}", "", "DOWN"),
    )
)
_CHECK = re.compile(
    r"(?P<who>Health|Agent) check for (?:backup )?server (?P<server>[^\s/]+/\S+) (?:conditionally )?"
    r"(?P<result>succeeded|failed), reason: (?P<reason>.*), status: (?P<health>\d{1,9})/(?P<of>\d{1,9})"
    r" (?P<state>UP|DOWN|DRAIN|NOLB)\b",
    re.ASCII | re.DOTALL,
)
# Most logs hold none of these lines: `re` compiles such a pattern when the first line asks for it, and keeps it.
_PROCESS: tuple[tuple[str, str], ...] = (
    (r"New worker(?: #\d+)? \((?P<pid>\d{1,10})\) forked", "process_started"),
    (r"Proxy \S+ started\b", "process_started"),
    # printed once in the life of a process, while it starts
    (r"haproxy version is \d", "process_started"),
    (r"(?:Former|Current) worker(?: #\d+)? \((?P<pid>\d{1,10})\) exited with code", "process_stopped"),
    (r"Exiting Master process|All workers exited\b", "process_stopped"),
    (r"Proxy \S+ (?:hard-)?stopped\b", "process_stopped"),
    (r"Stopping (?:frontend|backend|proxy|listen\w*|log-forward|\w+ frontend) \S+ in \d+ ?ms", "process_stopped"),
)
_LOST = r"sendmsg\(\)/writev\(\) failed in logger|sendto\(\) failed in logger|(?P<count>\d{1,18}) events? dropped"
_DATE = r"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"
# known, and nothing of it is an event: every alternative is anchored at the start of the message
_KNOWN = (
    rf"\S+ {_DATE}\.\d{{3}}\] [^\s/]+/\S*: "  # an error before a session: SSL handshake failure, Connection closed, ...
    # option httplog clf: other servers write the same up to the two empty fields
    rf'|\S+ - \S+ {_DATE} [-+]\d{{4}}\] "[^"]*+" \S+ \S+ "" "" \d+ \d+ "'
    r"|Connect from \S+ to \S+ \([^\s/]+/[A-Z]+\)"  # no log option at all
    r"|(?:backend|proxy|frontend|listen|Proxy) '?\S+'? (?:has no server available|is running on backup servers)"
    r"|[^\s/]+/\S+ changed its (?:IP|FQDN) from "
    r"|(?:Paus|Enabl|Disabl|Resum|Remov|Stopp|Start)ing (?:frontend|backend|proxy|listener)\b"
    r"|(?:Proxy|Listener|SIGHUP: Proxy) \S+ (?:paused|resumed|enabled|disabled|reached|has|was)\b"
    r"|(?:Loading (?:success|failure)|Reloading HAProxy|path to executable is |config ?: )"
    r"|(?:New|Former|Current) program '|Process \d+ exited with code|Initializing new worker"
    r"|Server [^\s/]+/\S+(?: \('[^']{0,255}'\))? (?:administratively |now |was |has |\()"
)


def console(text: str, context: Context) -> Console | None:
    """Return what stands behind `[WARNING] (31) :`, or None for a message in another form.

    Old versions print the day of the year (from 0) and the local time; newer ones print no time at all.
    """
    match = _CONSOLE.match(text)
    if not match:
        return None
    day, hour, minute, second, pid, message = match.groups()
    seconds = clock_seconds(hour, minute, second) if day else None
    start = None
    if seconds is not None and int(day) < 366:
        reference = (context.reference_ns or 0) + context.zone_ns
        start = dated_near(1, 1, int(day) * 86400 + seconds, reference)
    return Console(message, pid, printed(start - context.zone_ns, NS_PER_S) if start is not None else None)


def tell(text: str) -> Told | None:
    """Return what a message says, or None when it is not one that HAProxy is known to write."""
    if text.startswith(("Server ", "Backup Server ")) and (told := _server(text)):
        return told
    if match := _CHECK.match(text):
        return _check(match)
    for pattern, kind in _PROCESS:
        if match := re.match(pattern, text):
            return Told(kind, {"detail": text}, match.groupdict().get("pid") or "")
    if match := re.match(_LOST, text):
        return Told("lines_lost", {"count": int(match["count"] or -1), "detail": text})
    return Told() if re.match(_KNOWN, text, re.ASCII) else None


def _server(text: str) -> Told | None:
    match = _SERVER.match(text)
    if not match:
        return None
    server, rest = match.groups()
    for pattern, before, after in _CHANGES:
        if change := pattern.match(rest):
            counts = _COUNTS.match(rest[change.end() :])
            reason = _reason(rest[change.end() :], counts)
            active = int(counts[2]) if counts else -1
            args = {"server": server, "before": before, "after": after, "reason": reason, "active": active}
            return Told("server_state", args)
    return None


def _reason(tail: str, counts: re.Match[str] | None) -> str:
    """Return why, as logged: what stands between the new state and the counts of servers that are left."""
    words = (counts[1] if counts else tail.rstrip("\r\n ").removesuffix(".")).strip().removeprefix(",").strip()
    words = words.removeprefix("reason: ")
    return words[1:-1] if words.startswith("(") and words.endswith(")") and words.count("(") == 1 else words


def _check(match: re.Match[str]) -> Told:
    reason = match["reason"] if match["who"] == "Health" else f"agent check: {match['reason']}"
    return Told(
        "check",
        {
            "server": match["server"],
            "passed": match["result"] == "succeeded",
            "health": int(match["health"]),
            "of": int(match["of"]),
            # a server of weight 0 prints DRAIN, one that answers 404 NOLB: its checks pass all the same
            "state": "DOWN" if match["state"] == "DOWN" else "UP",
            "reason": reason,
        },
    )
