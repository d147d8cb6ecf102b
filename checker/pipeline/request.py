"""What a check was asked for, and the meaning of its options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checker.base.errors import InputError
from checker.base.time import Interval, parse_duration

_CLOCK = r"(?P<source>[^=]+)=(?P<offset>[+-]?[\d.]+\s*[a-zµ]*)?(?:(?:±|\+-|\+/-)(?P<unsure>[\d.]+\s*[a-zµ]*))?\Z"
_GAP = r"(?P<source>[^=]+)=(?P<lo>[^/]+)/(?P<hi>[^/]+)\Z"


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """The arguments of a check as the command line gives them; `keep` keeps the instances that hold, too.

    `cache` is a directory for what may spare the next run some work. With `timelines` the outcome has what a report
    draws over time.
    """

    paths: tuple[str, ...]
    spec: str | None = None
    settings: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    strict: bool = False
    cache: str | None = None
    keep: bool = False
    timelines: bool = False


@dataclass(frozen=True, slots=True)
class GateRequest:
    """The arguments of `verify gate`: `environment` are the `NAME=VALUE` texts that the daemons are started with.

    `select` are codes of rules (none: all), `baseline` a file of findings that are accepted.
    """

    paths: tuple[str, ...]
    spec: str | None = None
    settings: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    strict: bool = False
    environment: tuple[str, ...] = ()
    baseline: str | None = None
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class ProveRequest:
    """The arguments of `verify prove`: `select` are properties or codes of findings (none: all).

    `without` are assumptions that are not to be made, `certificate` the folder that proofs are written to. `workers` is
    how many processes may work at once (0: as many as there are processors).
    """

    spec: str | None = None
    settings: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    certificate: str | None = None
    strict: bool = False
    cache: str | None = None
    workers: int = 0


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """The arguments of `verify diff`: two paths or git revisions (`REV:PATH`).

    `fail_on` are the classes of changes that fail the run, `prove` says that the model of either version is asked,
    `traces` are captures that are checked by either, `draw` that the diagrams that differ are to be drawn.
    """

    old: str
    new: str
    fail_on: tuple[str, ...] = ()
    prove: bool = False
    traces: tuple[str, ...] = ()
    draw: bool = False
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class ObserveRequest:
    """The arguments of `render --observed`; `diagram` is a text in the title of the diagram to draw on, or ''."""

    paths: tuple[str, ...]
    spec: str | None = None
    settings: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    diagram: str = ""
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class StatesRequest:
    """The arguments of `render --states`: `role` is a role (`check@hap1/pgb2`), a kind of roles (`check`), or `all`.

    `without` are assumptions that are not to be made.
    """

    spec: str | None
    role: str
    settings: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class TopologyRequest:
    """The arguments of `render --topology`: `spec` None asks for no contract, so that nothing is named by one."""

    paths: tuple[str, ...]
    spec: str | None = None
    settings: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class InitRequest:
    """The arguments of `verify init`: `output` is where the contract will lie (None: beside the document)."""

    document: str
    traces: tuple[str, ...] = ()
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """How far the clock of a source is off: `offset` is added to its stamps, which are known to +- `uncertainty`."""

    source: str
    offset: int
    uncertainty: int


@dataclass(frozen=True, slots=True)
class DeclaredGap:
    """Lines of a source are known to be missing in a stretch of time."""

    source: str
    time: Interval


def parse_clocks(texts: Sequence[str]) -> list[Clock]:
    """Read `SOURCE=OFFSET±UNCERTAINTY` (`hap2=+0.2s±50ms`; either part may be missing); raise InputError."""
    return [_clock(text) for text in texts]


def _clock(text: str) -> Clock:
    match = re.match(_CLOCK, text)
    hint = "write SOURCE=OFFSET±UNCERTAINTY, such as hap2=+200ms±50ms (+- works as well), where SOURCE is a host"
    if match is None or not (match["offset"] or match["unsure"]):
        raise InputError(f"--clock {text!r} cannot be read", hint=hint)
    try:
        offset, unsure = _duration(match["offset"]), _duration(match["unsure"])
    except ValueError as error:
        raise InputError(f"--clock {text!r}: {error}", hint=hint) from error
    return Clock(match["source"].strip(), offset, unsure)


def _duration(text: str | None) -> int:
    """A part that is missing is nothing, and nothing needs no unit."""
    return parse_duration(text) if text and not re.fullmatch(r"[+-]?0+(?:\.0+)?\s*", text) else 0


def parse_gaps(texts: Sequence[str]) -> list[DeclaredGap]:
    """Read `SOURCE=FROM/TO` with ISO 8601 instants (UTC where no zone is written); raise InputError."""
    return [_gap(text) for text in texts]


def _gap(text: str) -> DeclaredGap:
    match = re.match(_GAP, text)
    hint = "write SOURCE=FROM/TO, such as hap1=2026-11-21T19:24:40Z/2026-11-21T19:25:00Z, where SOURCE is a host"
    if match is None:
        raise InputError(f"--gap {text!r} cannot be read", hint=hint)
    try:
        lo, hi = _instant(match["lo"]), _instant(match["hi"])
    except ValueError as error:
        raise InputError(f"--gap {text!r}: {error}", hint=hint) from error
    if lo > hi:
        raise InputError(f"--gap {text!r} ends before it starts", hint=hint)
    return DeclaredGap(match["source"].strip(), Interval(lo, hi))


def _instant(text: str) -> int:
    stamp = datetime.fromisoformat(text.strip())
    stamp = stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    whole = int(stamp.replace(microsecond=0).timestamp())
    return whole * 1_000_000_000 + stamp.microsecond * 1000
