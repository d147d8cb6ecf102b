"""The grammar of phrases: one table. To teach the program a phrase, add a row (and an example to the tests).

A row is a kind, a pattern whose named groups become values, and words. Rows are tried in order; a row never takes
characters that an earlier row took, so the more special row stands first. In patterns `@N` is a whole number, `@D` a
duration (value `ns`), `@R` a range of durations (values `low_ns` and `high_ns`), `@S` a state, `@X` a name. A group
whose name is in `WHOLE` is a whole number, one whose name is in `AMONG` must be a word listed there (small letters
stand for both), every other group is text. `words` spares time: a line that holds none of them is not searched. So
does `numeric`: a row whose every match holds a digit is not tried where earlier rows took them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NUMBER = r"\d{1,15}(?:\.\d{1,9})?"
_DURATION = rf"(?P<low>{_NUMBER})[ \t-]?(?P<unit>[a-zµ]{{1,12}})\b"
_RANGE = (
    rf"(?P<low>{_NUMBER})[ \t]?(?P<lowunit>[a-zµ]{{1,12}})?[ \t]?(?:-|–|—|\.\.|\bto\b|\band\b)[ \t]?"
    rf"(?P<high>{_NUMBER})[ \t-]?(?P<unit>[a-zµ]{{1,12}})\b"
)
_STATE = r"(?-i:[A-Z])[A-Za-z]{1,10}"
_NAME = r"[A-Za-z_][\w.\-]{0,80}"
_OUTCOME = (
    r"(?:(?:consecutive|successive|failed|successful|missed|lost|heartbeat|health|check|connection)[ \t]+){0,3}"
    r"(?:failures?|fails|success(?:es)?|retr(?:y|ies)|attempts?|tries|timeouts?|errors?|misses|heartbeats?|checks?|"
    r"probes?|pings?|beats?)"
)
_AFTER_COUNT = rf"(?:\b(?:after|on|upon)[ \t]+)?(?<![\w./:-])(?P<count>@N)[ \t]+(?P<outcome>{_OUTCOME})\b"
_METHOD = r"(?-i:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE)"
_ARROW = r"(?:→|⇒|⟶|->|-->|=>|â†’)"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w]|\.\d)"
_COMPARED = (
    r"(?P<op><=|>=|<|>|≤|≥|(?<!\w)(?<!\d[ \t])(?:within|up to|at most|at least|max(?:imum)?|min(?:imum)?|under))"
)
_STATES = (
    "UP DOWN MAINT DRAIN MASTER BACKUP FAULT STOP OPEN CLOSED LEADER FOLLOWER CANDIDATE STANDBY ACTIVE PASSIVE PRIMARY "
    "SECONDARY REPLICA HEALTHY UNHEALTHY Up Down Master Backup Leader Follower Standby Active Healthy Unhealthy"
)
_UNITS = (
    "ns us µs ms s m h d nanosecond nanoseconds microsecond microseconds millisecond milliseconds msec msecs "
    "sec secs second seconds min mins minute minutes hour hours hr hrs day days"
)
_THINGS = (
    "query step check attempt request phase stage round try probe node replica server instance worker client host "
    "shard partition broker database db cluster zone region rack site user message msg event case scenario option "
    "transaction tx session job task segment tier layer level version heartbeat pgbouncer haproxy keepalived nginx "
    "redis sentinel postgres postgresql mysql app service pod lb dc az consumer producer primary secondary standby"
)
_COUNTED = (
    "replica replicas server servers node nodes host hosts instance instances worker workers client clients user users "
    "request requests row rows connection connections session sessions message messages event events item items "
    "record records copies shard shards partition partitions broker brokers pod pods service services vote votes "
    "member members peer peers zone zones region regions file files segment segments thread threads token tokens "
    "entries active healthy backup backups sentinel sentinels"
)
_REASONS = (
    "ok created accepted no partial moved found see not temporary permanent location redirect bad unauthorized "
    "forbidden conflict gone too internal service gateway error"
)
AMONG: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "unit": frozenset(_UNITS.split()),
        "lowunit": frozenset(_UNITS.split()),
        "state": frozenset(_STATES.split()),
        "before": frozenset(_STATES.split()),
        "after": frozenset(_STATES.split()),
        "thing": frozenset(_THINGS.split()),
        "counted": frozenset(_COUNTED.split()),
        "reason": frozenset(_REASONS.split()),
    }
)
WHOLE = frozenset({"n", "of", "count", "port", "prefix", "priority", "other", "status", "number"})
_MACROS = {"@N": r"\d{1,15}", "@D": _DURATION, "@R": _RANGE, "@S": _STATE, "@X": _NAME}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the kind of fact, its pattern, and values that the pattern implies."""

    kind: str
    pattern: str
    words: tuple[str, ...] = ()
    numeric: bool = True
    implied: tuple[tuple[str, int | str], ...] = ()

    def may_match(self, lowered: str, digits: bool) -> bool:
        """Say whether a line (in small letters, with untaken digits or not) holds what the pattern must find."""
        return (digits or not self.numeric) and (not self.words or any(word in lowered for word in self.words))

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern (`re` keeps what it compiled, so an unused row costs nothing)."""
        return re.compile(self.pattern, re.IGNORECASE)


def _rule(kind: str, pattern: str, words: str = "", numeric: bool | None = None, **implied: int | str) -> Rule:
    for macro, meaning in _MACROS.items():
        pattern = pattern.replace(macro, meaning)
    needs_digits = r"\d" in pattern if numeric is None else numeric
    return Rule(kind, pattern, tuple(words.split()), needs_digits, tuple(implied.items()))


RULES: tuple[Rule, ...] = (
    # addresses: before anything that could take their digits
    _rule(
        "url",
        r"\b(?P<scheme>[a-z][a-z0-9+]{1,15})://(?P<host>[\w.\-]+)(?::(?P<port>\d{1,5}))?(?P<path>/[^\s)\"']*)?",
        words="://",
        numeric=False,
    ),
    _rule("clock_time", r"(?<![\w:.])(?P<clock>\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?)(?![\w:])", words=":"),
    _rule("date", r"(?<![\w-])(?P<date>\d{4}-\d\d-\d\d)(?![\w-])", words="-"),
    _rule("address", rf"(?P<address>{_IPV4}):(?P<ports>\d*[xX*]+)(?!\w)", words="."),
    _rule("address", rf"(?P<address>{_IPV4})(?::(?P<port>\d{{1,5}}))?(?:/(?P<prefix>\d{{1,2}}))?(?!\w)", words="."),
    _rule("endpoint", r"(?<![\w.])(?P<name>[A-Za-z][\w.\-]{0,80}):(?P<port>\d{2,5})(?![\w:.])", words=":"),
    _rule("port", r"(?<![\w:]):(?P<port>\d{2,5})(?![\w:.])", words=":"),
    _rule("port", r"\bports?[ \t]*[:=]?[ \t]*(?P<port>\d{1,5})\b", words="port"),
    _rule("names", r"(?<![\w/])(?P<names>[A-Za-z_]+\d{1,4}(?:/\d{1,4})+)(?![\w/])", words="/"),
    # HTTP
    _rule(
        "http_request",
        rf"\b(?P<method>{_METHOD})[ \t]+(?P<path>/[^\s)\"']*)",
        words="get post put patch delete head options connect trace",
    ),
    _rule(
        "http_request",
        rf"\A[ \t]*(?P<method>{_METHOD})\b(?![ \t]*[:=])",
        words="get post put patch delete head options connect trace",
    ),
    _rule(
        "http_status",
        r"\bHTTP(?:/\d(?:\.\d)?)?[ \t]+(?P<status>[1-5]\d\d)\b",
        words="http",
    ),
    _rule(
        "http_status",
        r"(?<![\w.:/])(?P<status>[1-5]\d\d)[ \t]+(?P<reason>(?-i:[A-Z])[a-z]+)\b(?:[ \t]*:[ \t]*(?P<location>\S+))?",
    ),
    _rule(
        "http_status",
        r"(?:\b(?:returns?|status(?: code)?|responds?(?: with)?|code)[ \t:=]+)(?P<status>[1-5]\d\d)\b",
        words="return status respond code",
    ),
    _rule("http_status", r"\A[ \t(]*(?P<status>[1-5]\d\d)[ \t)]*\Z"),
    # VRRP
    _rule(
        "priority",
        r"\bpriority[ \t]*[:=]?[ \t]*(?P<priority>@N)[ \t]*(?:vs\.?|versus|against|>|<)[ \t]*(?P<other>@N)\b",
        words="priority",
    ),
    _rule(
        "priority",
        r"\bpriority[ \t]*(?:drops?[ \t]+to|becomes|is|of|to|[:=])?[ \t]*(?P<priority>@N)\b",
        words="priority",
    ),
    # counts of outcomes, with or without "after" and a time
    _rule("outcomes", rf"{_AFTER_COUNT}[ \t]*\([ \t]*@R[ \t]*\)"),
    _rule("outcomes", rf"{_AFTER_COUNT}(?:[ \t]*\(|[ \t]+(?=within|in\b))(?:within[ \t]+|in[ \t]+|[~≈])?@D\)?"),
    _rule("outcomes", _AFTER_COUNT),
    _rule(
        "outcomes",
        rf"\b(?:after|on|upon)[ \t]+[‘'\"`]?(?P<setting>fall|rise)[’'\"`]?[ \t]+(?P<outcome>{_OUTCOME})\b",
        words="fall rise",
    ),
    _rule(
        "times",
        r"(?<![\w.])(?:[x×](?P<count>@N)|"
        r"(?:(?P<op>up to|at most|max)[ \t]+)?(?P<count_>@N)(?:[ \t]*[x×]|[ \t]+times))(?![\w.])",
        words="x × times",
    ),
    # changes and states
    _rule(
        "mark",
        r"\b(?:mark|set)s?[ \t]+(?!as\b)(?P<subject>@X)[ \t]+(?:as[ \t]+|to[ \t]+)?(?P<state>@S)\b"
        r"(?:[ \t]*\([ \t]*(?P<n>@N)[ \t]*/[ \t]*(?P<of>@N)(?:[ \t]+\w+)?[ \t]*\))?",
        words="mark set",
        numeric=False,
    ),
    _rule(
        "transition",
        rf"(?:\b(?P<subject>@X):[ \t]*)?\b(?P<before>@S)[ \t]*{_ARROW}[ \t]*(?P<after>@S)\b",
        words="→ ⇒ ⟶ -> => â†’",
    ),
    _rule(
        "promote",
        r"\b(?:promote|elect)s?[ \t]+(?P<subject>@X)[ \t]+(?:to|as)[ \t]+(?P<state>@S)\b",
        words="promote elect",
    ),
    _rule("claim", r"\b(?:claims?|takes?(?:[ \t]+over)?|acquires?)[ \t]+(?:the[ \t]+)?(?P<subject>VIP)\b", words="vip"),
    _rule("state", r"\b(?P<subject>@X):[ \t]?(?P<state>@S)\b", words=":"),
    _rule(
        "state",
        r"\b(?!\w+ly\b)(?P<subject>@X)[ \t]+(?:is|becomes|become|now|goes|stays)[ \t]+"
        r"(?:(?:now|back|still|the)[ \t]+)?(?P<state>@S)\b(?![ \t\w]*\?)",
        words="is become now goes stays",
    ),
    _rule(
        "becomes",
        r"\b(?:becomes?|continues? as|stays? as|promoted to|rejoins as|enter(?:s|ing)?)[ \t]+(?P<state>@S)\b",
        words="become continue stay promoted rejoins enter",
    ),
    _rule("role", r"\b(?:was|still|showing as|as)[ \t]+(?P<state>@S)\b", words="was still as"),
    _rule("skip", r"\b(?:skips?|skipping|except)[ \t]+(?P<subject>@X)", words="skip except"),
    # time
    _rule("silence", r"\bno[ \t]+(?P<what>[A-Za-z][\w ]{0,60}?)[ \t]+(?:for|in|within|since)[ \t]+@R", words="no"),
    _rule("silence", r"\bno[ \t]+(?P<what>[A-Za-z][\w ]{0,60}?)[ \t]+(?:for|in|within|since)[ \t]+@D", words="no"),
    _rule("timeout", r"\btimeout[ \t]*(?:of|after|is|[:=(])?[ \t]*@R\)?", words="timeout"),
    _rule("timeout", r"\btimeout[ \t]*(?:of|after|is|[:=(])?[ \t]*@D\)?", words="timeout"),
    _rule("timeout", r"@R[ \t]+timeout\b", words="timeout"),
    _rule("timeout", r"(?<![\w.])@D[ \t]+timeout\b", words="timeout"),
    _rule("period", r"\b(?:every|each|once per|once a)[ \t]+@R", words="every each once"),
    _rule(
        "period",
        r"\b(?:every|each|once per|once a|scheduled(?:[ \t]+every)?|interval(?:[ \t]+of)?)[ \t]*[:=]?[ \t]*@D",
        words="every each once scheduled interval",
    ),
    _rule("period", r"(?<![\w.])@D[ \t]+(?:interval|period)\b", words="interval period"),
    _rule("period", r"\b(?:every|each|once per|once a)[ \t]+second\b", ns=1_000_000_000, words="second"),
    _rule("period", r"\b(?:every|each|once per|once a)[ \t]+minute\b", ns=60_000_000_000, words="minute"),
    _rule("bound", rf"{_COMPARED}[ \t]*[:=]?[ \t]*@D", words="< > ≤ ≥ within up at max min under"),
    _rule("range", r"(?<![\w.])@R"),
    _rule("duration", r"(?<![\w.])(?:[~≈+]|t[~≈=+])?@D"),
    # counters, limits, quantities
    _rule("fraction", r"(?<![\w./])(?P<n>@N)/(?P<of>@N)(?![\w/.])(?:[ \t]+(?P<word>threshold))?", words="/"),
    _rule("fraction", r"(?<![\w./])(?P<n>@N)[ \t]+(?:out )?of[ \t]+(?:the[ \t]+)?(?P<of>@N)(?![\w/.])", words="of"),
    _rule(
        "bound", rf"{_COMPARED}[ \t]*[:=]?[ \t]*(?P<number>@N)\b(?!\.\d)", words="< > ≤ ≥ within up at max min under"
    ),
    _rule("percentage", r"(?<![\w.])(?P<percent>\d{1,12}(?:\.\d{1,9})?)[ \t]?%", words="%"),
    _rule(
        "size",
        r"(?<![\w.])(?P<size>\d{1,12}(?:\.\d{1,9})?)[ \t]?"
        r"(?P<per>[kKMGT]i?B|bytes|[kMG]bps|rps|qps|tps|req/s)(?:/s)?\b",
        words="b rps qps tps req/s",
    ),
    _rule(
        "term",
        r"\b(?P<what>epoch|term|generation|quorum|offset|lsn|id|code)[ \t]*[:=#]?[ \t]*(?P<number>@N)\b",
        words="epoch term generation quorum offset lsn id code",
    ),
    _rule(
        "version",
        r"\b(?P<name>[A-Za-z]+/\d{1,4}(?:\.\d{1,4}){1,3})(?![\w.])|(?<![\w.])v?(?P<version>\d{1,4}(?:\.\d{1,4}){2})(?![\w.])",
        words=".",
    ),
    # down-after-milliseconds 2000, session.timeout.ms=6000: the unit stands in the name
    _rule(
        "setting",
        rf"\b(?P<name>[A-Za-z][\w.\-]{{0,60}}[-_.](?P<unit>ms|msecs?|milliseconds|secs?|seconds|minutes))[ \t]*[ \t:=]"
        rf"[ \t]*(?P<low>{_NUMBER})(?![\w.])",
        words="ms msec milli sec minutes",
    ),
    _rule("setting", r"\b(?P<name>@X)[ \t]*=[ \t]*(?P<number>@N)(?![\w.])", words="="),
    _rule(
        "setting",
        r"\b(?P<name>fall|rise|inter|retries|weight|threshold|maxconn|advert_int)[ \t:]+(?P<number>@N)(?![\w.])",
        words="fall rise inter retries weight threshold maxconn advert_int",
    ),
    _rule("quantity", r"(?<![\w.])(?P<number>@N)[ \t]+(?P<counted>[a-z]{2,12})\b"),
    _rule("path", r"(?<![\w/])(?P<path>(?:/[\w.\-]{1,80}){1,20})", words="/"),
    # numbering
    _rule("ordinal", r"\b(?P<thing>[a-z]{2,12})(?:[ \t]+#?|[ \t]*#)(?P<number>\d{1,6})(?![\w.]\w|\w)"),
    _rule("ordinal", r"\A[ \t]*(?P<number>\d{1,4})[.)](?=[ \t])"),
    _rule("ordinal", r"(?<!\w)#(?P<number>\d{1,6})\b|\b(?P<number_>\d{1,6})(?:st|nd|rd|th)\b", words="# st nd rd th"),
    # settings that are words
    _rule(
        "balance",
        r"\b(?P<algorithm>leastconn|least[ -]conn(?:ection)?s?(?=[ \t]+(?:algorithm|balanc))|round[ -]?robin|"
        r"static-rr)\b",
        words="least round static",
    ),
    _rule("pooling", r"\b(?P<pooling>transaction|session|statement)[ -]pool(?:ing|ed|s)?\b", words="pool"),
    _rule(
        "variable",
        r"(?<![\w$./-])(?P<variable>(?-i:[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,8}))(?![\w./-])",
        words="_",
        numeric=False,
    ),
    # words that qualify an attempt
    _rule("attempt", r"\((?P<which>retry|first attempt|second attempt|final attempt|last attempt)\)", words="("),
)
