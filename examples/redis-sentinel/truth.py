"""What is recorded, and what truly happened: from what was done, and from what the oracle and the clients were told.

The logs of the daemons are never read here: they are what the checker is judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Line = Mapping[str, Any]
# What the document states.
QUORUM, FAILOVER_S, FOLLOW_S, HANDOVER_S = 2, 8.0, 2.0, 0.1


@dataclass(frozen=True)
class Step:
    """Something that the lab does at a time (seconds after the clients started)."""

    at: float
    do: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.do.replace("_", " "), *self.arguments))


@dataclass(frozen=True)
class Scenario:
    """One run: what is configured otherwise than drawn, and what is done to it."""

    name: str
    summary: str
    seconds: float
    steps: tuple[Step, ...]
    quorum: int = QUORUM
    pinned: tuple[str, ...] = ()


_ALL = (
    Scenario(
        "good",
        "the primary is killed; it comes back as a replica",
        30,
        (Step(6, "kill", ("redis-1",)), Step(18, "start_as_replica", ("redis-1",))),
    ),
    Scenario(
        "quorum-of-one",
        "every sentinel has quorum 1, and one of them cannot reach the primary, which is well",
        30,
        (Step(6, "cut", ("sentinel-3", "redis-1")), Step(22, "join", ("sentinel-3",))),
        quorum=1,
    ),
    Scenario(
        "quorum-of-three",
        "every sentinel has quorum 3, and one of them is gone when the primary is killed: nobody fails over",
        30,
        (
            Step(4, "cut", ("sentinel-3", "redis-1", "redis-2", "redis-3", "sentinel-1", "sentinel-2")),
            Step(6, "kill", ("redis-1",)),
            Step(22, "start_redis", ("redis-1",)),
        ),
        quorum=3,
    ),
    Scenario(
        "pinned-client",
        "the primary is cut off from the other hosts, but not from the clients, and app-2 has its address pinned",
        34,
        (
            Step(6, "cut", ("redis-1", "redis-2", "redis-3", "sentinel-1", "sentinel-2", "sentinel-3")),
            Step(20, "join", ("redis-1",)),
        ),
        pinned=("app-2",),
    ),
)
SCENARIOS = {scenario.name: scenario for scenario in _ALL}


@dataclass(frozen=True)
class Seen:
    """What was done, what the oracle saw, what each client was answered, and the keys that each Redis has at last."""

    actions: Sequence[Line]
    samples: Sequence[Line]
    answers: Mapping[str, Sequence[Line]]
    keys: Mapping[str, Sequence[str]]


def judge(scenario: Scenario, seen: Seen, addresses: Mapping[str, str]) -> dict[str, object]:
    """Return what happened, and whether each property of the document held in it."""
    samples, answers = seen.samples, seen.answers
    sentinels = {name for name in addresses if name.startswith("sentinel")}
    downs = changes(samples, lambda said: "s_down" in said, sentinels)
    agreed = changes(samples, lambda said: "o_down" in said, sentinels)
    switches = moved(samples, sentinels)
    masters = spans(samples, "master")
    acks = [(app, line) for app, lines in answers.items() for line in lines if line.get("answer") == "OK"]
    old = addresses["redis-1"]
    switched = min((float(s["by"]) for s in switches), default=None)
    late = [(app, line["key"]) for app, line in acks if switched and line["node"] == old and at(line) > switched]
    primary = switches[-1]["says"] if switches else old
    final = set(next(seen.keys[name] for name, address in addresses.items() if address == primary))
    followed = {} if switched is None else {app: _first_elsewhere(app, acks, old, switched) for app in answers}
    known: dict[str, object] = {
        "scenario": scenario.name,
        "summary": scenario.summary,
        "clock": "all hosts share one clock (UTC); times are seconds since the epoch",
        "quorum": scenario.quorum,
        "pinned": list(scenario.pinned),
        "actions": list(seen.actions),
        "primary_down": downs,
        "primary_agreed_down": agreed,
        "switches": switches,
        "masters": masters,
        "overlaps": overlaps(masters),
        "followed_s": followed,
        "acknowledged": len(acks),
        "acknowledged_by_the_old_primary_after_the_switch": len(late),
        "acknowledged_and_lost": sum(f"{app}:{line['key']}" not in final for app, line in acks),
    }
    return {**known, "properties": verdicts(scenario, known, sentinels)}


def _first_elsewhere(app: str, acks: Sequence[tuple[str, Line]], old: str, since: float) -> float | None:
    """Return how long after an instant an application was first answered by another primary (None: never)."""
    return min((at(line) - since for name, line in acks if name == app and line["node"] != old), default=None)


def verdicts(scenario: Scenario, known: Mapping[str, Any], sentinels: set[str]) -> dict[str, str]:
    """Return what each property must come to.

    Nobody samples the votes: no sentinel of Redis 7.0 leads without a majority, nor votes twice in one election.
    """
    downs, agreed, switches = known["primary_down"], known["primary_agreed_down"], known["switches"]
    voters = [sum(d["after"] <= a["by"] for d in downs) for a in agreed]
    in_time = [any(s["who"] == d["who"] and s["by"] - d["after"] <= FAILOVER_S for s in switches) for d in downs]
    follows = [seconds is not None and seconds <= FOLLOW_S for seconds in known["followed_s"].values()]
    late = known["acknowledged_by_the_old_primary_after_the_switch"]
    return {
        "quorum-as-drawn": told(True, scenario.quorum == QUORUM),
        "agreed-by-quorum": told(bool(agreed), all(count >= QUORUM for count in voters)),
        "elected-by-majority": told(bool(switches), True),
        "one-vote-each": told(bool(switches), True),
        "failover-in-time": told(bool(downs), all(in_time)),
        "one-primary": told(True, not known["overlaps"]),
        "no-write-to-the-old-primary": told(True, not late),
        "clients-follow": told(bool(switches), all(follows)),
    }


def told(asked: bool, held: bool) -> str:
    """Return the word of a verdict."""
    return ("holds" if held else "violated") if asked else "not_exercised"


def changes(samples: Sequence[Line], is_so: Any, who: set[str]) -> list[dict[str, object]]:  # noqa: ANN401
    """Return when each of some first said something, in the order of time."""
    found: dict[str, dict[str, object]] = {}
    for each in sorted(samples, key=lambda line: line["by"]):
        if each["who"] in who and is_so(each["says"]):
            found.setdefault(each["who"], {"who": each["who"], "after": each["after"], "by": each["by"]})
    return list(found.values())


def moved(samples: Sequence[Line], who: set[str]) -> list[dict[str, Any]]:
    """Return when each sentinel named another primary than before."""
    last: dict[str, str] = {}
    found: list[dict[str, Any]] = []
    for each in sorted(samples, key=lambda line: line["by"]):
        primary = each["says"].partition(" ")[0]
        if each["who"] in who and primary != "none":
            if last.setdefault(each["who"], primary) != primary:
                found.append({**each, "says": primary})
            last[each["who"]] = primary
    return found


def spans(samples: Sequence[Line], role: str) -> list[dict[str, Any]]:
    """Return from when to when each Redis said that it has a role (None: up to the end)."""
    found: list[dict[str, Any]] = []
    begun: dict[str, float] = {}
    for each in sorted(samples, key=lambda line: line["by"]):
        if each["says"] == role:
            begun.setdefault(each["who"], each["by"])
        elif each["who"] in begun:
            found.append({"who": each["who"], "from": begun.pop(each["who"]), "to": each["after"]})
    return found + [{"who": who, "from": start, "to": None} for who, start in begun.items()]


def overlaps(masters: Sequence[Line]) -> list[dict[str, object]]:
    """Return where two were primary for longer than a handover may take."""
    found: list[dict[str, object]] = []
    for n, one in enumerate(masters):
        for other in masters[n + 1 :]:
            start, ends = max(one["from"], other["from"]), [s["to"] for s in (one, other) if s["to"] is not None]
            if one["who"] != other["who"] and (not ends or min(ends) - start > HANDOVER_S):
                found.append({"who": [one["who"], other["who"]], "from": start, "to": min(ends, default=None)})
    return found


def at(line: Line) -> float:
    """Return the time of a client's line, in seconds since the epoch."""
    return datetime.fromisoformat(str(line["time"])).astimezone(UTC).timestamp()
