"""Parameters that no text states: what the components do by default, and what only a person can know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from checker.pipeline.drafting.draft import Entry, Question, Value
from checker.pipeline.drafting.numbers import Numbers
from checker.pipeline.drafting.roles import Casting, head_of

_BALANCED = frozenset({"load-balancer"})
_VRRP = frozenset({"vrrp-peer"})
_POLLED = frozenset({"monitor"})
_ALERTED = frozenset({"monitor", "alert-sink"})
_HEARTS = frozenset({"heartbeat", "server"})
_STREAMS = frozenset({"media-server", "server"})


@dataclass(frozen=True, slots=True)
class Default:
    """A parameter of systems that draw all of some roles: a value or a formula (`computed`, `implied`), and why.

    `needs` are parameters without which it means nothing; `ask` is what a person should look up instead of trusting it.
    """

    name: str
    roles: frozenset[str]
    why: str
    value: str = ""
    computed: str = ""
    needs: tuple[str, ...] = ()
    ask: str = ""


_OWN_TIMES = "the document gives none"
DEFAULTS: tuple[Default, ...] = (
    Default(
        "vip.handover", _VRRP, "no text gives a time; the clocks of two hosts differ by some milliseconds", "100ms"
    ),
    Default(
        "route.tolerance",
        _BALANCED,
        "HAProxy stamps whole milliseconds, and writes DOWN a moment after it decided",
        "4ms",
    ),
    Default(
        "monitor.tolerance",
        _POLLED,
        f"{_OWN_TIMES}: a fifth of the interval, at most 1s",
        computed="min(monitor.interval / 5, 1s)",
        needs=("monitor.interval",),
    ),
    Default(
        "alert.within",
        _ALERTED,
        f"{_OWN_TIMES}; a webhook answers within two seconds",
        "2s",
        ask="how long after a poll must an alert be out?",
    ),
    Default(
        "check.timeout",
        _BALANCED,
        "HAProxy without `timeout check` gives one check all of `inter`",
        computed="check.interval",
        needs=("check.interval",),
    ),
    Default(
        "check.fastinter",
        _BALANCED,
        "HAProxy's default is `inter`",
        computed="check.interval",
        needs=("check.interval",),
    ),
    Default(
        "check.downinter",
        _BALANCED,
        "HAProxy's default is `inter`",
        computed="check.interval",
        needs=("check.interval",),
    ),
    Default("balance.retries", _BALANCED, "HAProxy's default", "3"),
    Default(
        "balance.redispatch",
        _BALANCED,
        "HAProxy's default without `option redispatch`",
        "no",
        ask="is `option redispatch` set? without it a request is tried again at the dead server",
    ),
    Default("balance.persist", _BALANCED, "HAProxy's default", "no"),
    Default("balance.sticky", _BALANCED, "no text binds a client to a server", "no"),
    Default("client.retry", _BALANCED, f"{_OWN_TIMES}: the first retransmissions of a SYN are a second apart", "1s"),
    Default("vrrp.version", _VRRP, "keepalived's default", "2"),
    Default("vrrp.advert", _VRRP, "keepalived's default", "1s", ask="is `advert_int` 1?"),
    Default("vrrp.down-adverts", _VRRP, "RFC 3768 has 3 adverts", "3"),
    Default(
        "vrrp.preempt",
        _VRRP,
        "keepalived's default",
        "yes",
        ask="is `nopreempt` set? no text says whether a recovered host takes the address back",
    ),
    Default(
        "vrrp.track",
        _VRRP,
        "no text says that keepalived looks after its load balancer",
        "none",
        ask="does keepalived track its load balancer (`track_script`, `track_process`)?",
    ),
    Default(
        "vrrp.delay", _VRRP, "an advert within one network takes less than a millisecond; this leaves room", "10ms"
    ),
    Default("stats.timeout", _POLLED, f"{_OWN_TIMES}: a page of statistics takes milliseconds", "2s"),
    Default("alert.timeout", _ALERTED, f"{_OWN_TIMES}: beyond alert.within waiting is in vain", "2s"),
    Default("alert.save-on-failure", _ALERTED, "what the model takes where nothing is said", "yes"),
    Default(
        "heartbeat.schedule",
        _HEARTS,
        "a guess: the next check waits from the end of the last one, as by Spring's fixedDelay",
        "fixed-delay",
        ask="does the next check wait from the end of the last one (fixed-delay) or from its start (fixed-rate)?",
    ),
    Default(
        "heartbeat.timeout",
        _HEARTS,
        f"a guess: {_OWN_TIMES}",
        computed="heartbeat.interval / 2",
        needs=("heartbeat.interval",),
        ask="after what time does a check that is not answered fail? half of the interval is a guess",
    ),
    Default("heartbeat.answer", _HEARTS, "an answer takes milliseconds, which is nothing beside the interval", "0s"),
    Default(
        "heartbeat.tolerance",
        _HEARTS,
        f"{_OWN_TIMES}: a fifth of the interval, at most 1s",
        computed="min(heartbeat.interval / 5, 1s)",
        needs=("heartbeat.interval",),
    ),
    Default(
        "check.fall",
        _HEARTS,
        "the count of the heartbeat services",
        computed="heartbeat.fall",
        needs=("heartbeat.fall",),
    ),
    Default(
        "check.rise",
        _HEARTS,
        "the count of the heartbeat services",
        computed="heartbeat.rise",
        needs=("heartbeat.rise",),
    ),
    Default(
        "down.within",
        _HEARTS,
        "fixed delay: each check that runs into its timeout delays the next",
        computed="heartbeat.interval * heartbeat.fall + heartbeat.fall * heartbeat.timeout",
        needs=("heartbeat.interval", "heartbeat.fall"),
    ),
    Default(
        "up.within",
        _HEARTS,
        "fixed delay: a check that began before the replica was back may run into its timeout",
        computed="heartbeat.interval * heartbeat.rise + heartbeat.timeout",
        needs=("heartbeat.interval", "heartbeat.rise"),
    ),
    Default(
        "agree.within",
        _HEARTS,
        "one round of checks later the other service has seen it, too",
        computed="heartbeat.interval + 2 * heartbeat.timeout + 250ms",
        needs=("heartbeat.interval",),
    ),
    Default("publish.timeout", _STREAMS, "nginx-rtmp's default netcall_timeout", "10s"),
    Default("client.retry", _STREAMS, f"{_OWN_TIMES}: broadcasting programs connect again after some seconds", "1s"),
    Default(
        "route.tolerance",
        _HEARTS,
        "a service logs DOWN some milliseconds after it decided; whole seconds are intervals in any case",
        "10ms",
    ),
    Default("view", _BALANCED, "two load balancers keep a view each; the strictest reading counts both", "any"),
    Default("view", _HEARTS, "each service keeps a view of its own; the strictest reading counts them all", "any"),
)


@dataclass(frozen=True, slots=True)
class Needed:
    """A parameter without which a model has no checks, or no VRRP: what to ask, and what the component does itself."""

    name: str
    roles: frozenset[str]
    ask: str
    value: Mapping[str, Value] = field(default_factory=dict)


_HAPROXY = "HAProxy's default; the document gives none"
_TAKEOVER = "three adverts, and less than one more: the skew of RFC 3768; the document gives none"
NEEDED: tuple[Needed, ...] = (
    Needed(
        "check.fall",
        _BALANCED | {"server"},
        "after how many failed checks in a row is a server DOWN?",
        {"value": "3", "ours": _HAPROXY},
    ),
    Needed(
        "check.rise",
        _BALANCED | {"server"},
        "after how many successful checks in a row is a server UP?",
        {"value": "2", "ours": _HAPROXY},
    ),
    Needed(
        "check.interval", _BALANCED | {"server"}, "how often is a server checked?", {"value": "2s", "ours": _HAPROXY}
    ),
    Needed("heartbeat.interval", _HEARTS, "how often does a heartbeat service check?"),
    Needed("heartbeat.fall", _HEARTS, "after how many failed checks in a row is a server DOWN?"),
    Needed("heartbeat.rise", _HEARTS, "after how many successful checks in a row is a server UP?"),
    Needed(
        "vip.takeover",
        _VRRP,
        "how long may the virtual address be without a holder?",
        {"computed": "4 * vrrp.advert", "ours": _TAKEOVER},
    ),
    Needed("monitor.interval", _POLLED, "how often does the monitor poll?"),
)


@dataclass(frozen=True, slots=True)
class Completed:
    """The parameters that no text states, and the questions about them."""

    entries: tuple[Entry, ...]
    questions: tuple[Question, ...]


def implied_of(numbers: Numbers) -> Iterator[Entry]:
    """Yield the interval that a count of checks and their time imply: 6s for 3 failures is one check every 2s."""
    known = numbers.by_name
    if "check.interval" in known:
        return
    for count, time in (("check.fall", "down.within"), ("check.rise", "up.within")):
        if {count, time} <= known.keys() and _divides(known[time].value, known[count].value):
            why = f"{known[time].text}: that many checks take that long"
            yield Entry("check.interval", {"implied": f"{time} / {count}"}, known[time].said.place, why)
            return


def _divides(time: object, count: object) -> bool:
    return isinstance(time, int) and isinstance(count, int) and count > 0 and time % count == 0 and time > 0


def completed(numbers: Numbers, casting: Casting, read: Collection[Entry]) -> Completed:
    """Return the defaults of the roles that are drawn for what no text states; `read` are parameters that were read."""
    roles = casting.every
    known = {entry.name for entry in read}
    entries, questions = [], []
    for default in DEFAULTS:
        if default.name in known or not default.roles <= set(roles) or not set(default.needs) <= known:
            continue
        known.add(default.name)
        value = {"computed": default.computed} if default.computed else {"value": default.value}
        entries.append(Entry(default.name, {**value, "ours": default.why}))
        questions += [Question(f"{default.name}: {default.ask}")] if default.ask else []
    for each in NEEDED:
        if each.name not in known and each.roles <= set(roles):
            proposal = Entry(each.name, each.value, off=True) if each.value else None
            questions.append(Question(f"{each.name}: {each.ask}", None, proposal))
    return Completed(tuple(entries), (*questions, *_others(casting)))


def _others(casting: Casting) -> Iterator[Question]:
    """Ask about components whose defaults are not those that stand here."""
    known = (("load-balancer", "haproxy", "HAProxy"), ("vrrp-peer", "keepalive", "keepalived"))
    for role, word, product in known:
        other = [
            cast for cast in casting.of(role) if word not in re.sub(r"[^a-z]", "", f"{cast.id}{cast.label}".lower())
        ]
        if other:
            named = head_of(other[0].label)
            ask = f"is {named!r} a {product}? the defaults above are {product}'s; other logs are for docs/formats.md"
            yield Question(ask, other[0].place)
