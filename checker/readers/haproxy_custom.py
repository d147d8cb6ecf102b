"""HAProxy's session lines under a log-format of the team's own: the format becomes an expression that reads them.

A line is read only where there is one way to read it. Where the format lacks what is needed, or where the parts of a
line cannot be told apart, its lines stay unread and say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.readers.haproxy_logformat import Blank, LogFormatError, Node, Text, Variable, is_standard, parse_log_format
from checker.readers.haproxy_session import UNKNOWN, Session
from checker.readers.haproxy_timing import Timing, timing_of
from checker.readers.haproxy_variables import HTTP_ONLY, Shape, address, alias_of, number, shape_of

# What is longer is cut: fields that are needed hardly lie behind it, and an expression's time must have a bound.
LINE_CHARACTERS = 4096
# In so many places one part may eat the next one's text; each multiplies the time that a line may take.
_MOST_JOINTS = 3
# for each needed thing, the variables that say it
_SERVER, _FRONTEND, _STATE = ("s",), ("ft", "f"), ("tsc", "ts")
_TOLD = (*_SERVER, "b", *_FRONTEND, *_STATE, "ci", "cp", "rc", "Tc", "Tt", "Ta", "Tu", "B")
_SIGNED = ("Tt", "Ta", "Tu", "B")
_UNREACHED = frozenset("CQR")
_QUOTED = r'(?>(?:[^"\\\n]|\\.)*)'
_QUANTIFIER = re.compile(r"(\{\d+,\d+\}|(?<=[)~+\"-])\?)(?![+?])")


@dataclass(frozen=True, slots=True)
class StatedFormat:
    """A log-format as a configuration or a contract gives it; `http`: it is of a proxy in mode http.

    `why` says why it cannot be known what it is.
    """

    text: str
    place: Place
    http: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class SessionFormat:
    """A compiled log-format. `why` says what it lacks for its lines to be read, if anything."""

    place: Place
    why: str
    patterns: tuple[re.Pattern[str], ...] = ()
    timing: Timing | None = None
    # the variables that are needed, each with its group
    told: tuple[tuple[str, int], ...] = ()
    hexadecimal: frozenset[str] = frozenset()

    def read(self, text: str) -> Session | str | None:
        """Return the session that a line tells of, or why that cannot be told; None where it is none of this format."""
        # loggers take blanks off the end, which may stand before something that was empty
        text = text[:LINE_CHARACTERS].strip(" \r\n") + " "
        matches = [pattern.match(text) for pattern in self.patterns]
        if not matches or matches[0] is None:
            return None
        if self.why or self.timing is None:
            return f"{UNKNOWN}: the log-format {self.why} ({self.place})"
        first, last = matches[0], matches[-1]
        if last is None or first.regs != last.regs:
            return f"{UNKNOWN}: this line can be read in several ways ({self.place})"
        return self._session({name: first[n] or "" for name, n in self.told}, self.timing)

    def _session(self, values: Mapping[str, str], timing: Timing) -> Session | str:
        began = timing.began(values, self.hexadecimal)
        if began is None:
            return "impossible date"
        waited, lasted = timing.waited(values), timing.lasted(values)
        server, state = values["s"], _one_of(values, _STATE)
        connected = number(values["Tc"]) >= 0 if "Tc" in values else state[1:2] not in _UNREACHED
        early = connected and any(values.get(name, "").startswith("+") for name in _SIGNED)
        written = None if lasted is None else began + lasted
        retries = values.get("rc", "-")
        return Session(
            accepted=began,
            routed=None if waited is None or server[:1] in ("<", "-", "") else began + waited,
            ended=None if early else written,
            written=written,
            client=self._client(values),
            frontend=_one_of(values, _FRONTEND).removesuffix("~"),
            server=f"{values['b']}/{server}",
            connected=connected,
            termination=state,
            retries=number(retries),
            # without %rc nobody knows: a first attempt may be hidden
            redispatched=retries.startswith("+") or "rc" not in values,
            resolution=timing.resolution,
            zoned=timing.zoned,
        )

    def _client(self, values: Mapping[str, str]) -> str:
        host = address(values.get("ci", ""), hexadecimal="ci" in self.hexadecimal)
        port = values.get("cp", "")
        if port.isalnum() and "cp" in self.hexadecimal:
            port = str(int(port, 16))
        return f"{host}:{port}" if port else host


def compile_format(stated: StatedFormat) -> SessionFormat | None:
    """Return what reads the lines of a log-format; None for a standard one, whose lines are read without it."""
    try:
        if stated.why:
            raise LogFormatError(stated.why)
        nodes = parse_log_format(stated.text)
        if is_standard(nodes):
            return None
        nodes = [Variable(alias_of(n.name), n.flags) if isinstance(n, Variable) else n for n in nodes]
        names = {node.name for node in nodes if isinstance(node, Variable)}
        unknown = sorted(name for name in names if shape_of(name) is None)
        if unknown:
            raise LogFormatError(f"has a variable %{unknown[0]} that is not known")
    except LogFormatError as error:
        return SessionFormat(stated.place, str(error))
    return _compiled(stated, nodes, names)


def _compiled(stated: StatedFormat, nodes: Sequence[Node], names: set[str]) -> SessionFormat:
    timing: Timing | None = None
    why = next((f"has no %{name}" for name in ("b", "s") if name not in names), "")
    try:
        timing = timing_of(names, http=stated.http or bool(names & HTTP_ONLY))
    except LogFormatError as error:
        why = why or str(error)
    told = names & {*_TOLD, *(timing.names if timing else ())}
    try:
        patterns = _patterns(nodes, told)
    except LogFormatError as error:
        return SessionFormat(stated.place, why or str(error))
    hexadecimal = frozenset(node.name for node in nodes if isinstance(node, Variable) and "X" in node.flags)
    groups = tuple((name.removeprefix("v_"), n) for name, n in patterns[0].groupindex.items())
    return SessionFormat(stated.place, why, patterns, timing, groups, hexadecimal)


def _patterns(nodes: Sequence[Node], told: set[str]) -> tuple[re.Pattern[str], ...]:
    """Return the expression that takes as much as it can from the left on, and where that may differ the opposite.

    Where both read the same out of a line, there is only one way to read it.
    """
    nodes, cut = _without_tail(nodes, told)
    joints = sum(_joint(node, following) for node, following in _with_following(nodes))
    if joints > _MOST_JOINTS:
        raise LogFormatError("has too many parts with nothing between them that tells where one ends")
    greedy = "".join(_expressions(nodes, told)) + (r".*" if cut else r" *+\Z")
    every = [greedy, _QUANTIFIER.sub(r"\1?", greedy)] if joints else [greedy]
    return tuple(re.compile(each, re.ASCII | re.DOTALL) for each in every)


def _without_tail(nodes: Sequence[Node], told: set[str]) -> tuple[Sequence[Node], bool]:
    """Leave out free text behind all that is needed, with what follows it."""
    last = max((n for n, node in enumerate(nodes) if isinstance(node, Variable) and node.name in told), default=-1)
    for n, node in enumerate(nodes):
        if n > last + 1 and isinstance(node, Variable) and _shape(node).free:
            return nodes[:n], True
    return nodes, False


def _with_following(nodes: Sequence[Node]) -> Iterator[tuple[Node, Node | None]]:
    return zip(nodes, [*nodes[1:], None], strict=False)


def _shape(node: Variable) -> Shape:
    shape = shape_of(node.name)
    assert shape is not None
    return shape


def _joint(node: Node, following: Node | None) -> int:
    """Say in how many places more than one end of a variable may have to be tried (free text counts for two)."""
    if not isinstance(node, Variable) or following is None or isinstance(following, Blank):
        return 0
    shape = _shape(node)
    if shape.free:
        return 0 if _is_quoted(node, following) else 2
    if not shape.ends_in and not shape.empty:
        return 0
    return int(isinstance(following, Variable) or bool(re.match(shape.ends_in or "x", following.text[0], re.ASCII)))


def _is_quoted(node: Variable, following: Node | None) -> bool:
    return "Q" in node.flags or (isinstance(following, Text) and following.text.startswith('"'))


def _expressions(nodes: Sequence[Node], told: set[str]) -> Iterator[str]:
    named: set[str] = set()
    before: Node | None = Blank()  # blanks at the start are not written
    for node, following in _with_following(nodes):
        if isinstance(node, Text):
            yield re.escape(node.text)
        elif isinstance(node, Variable):
            name = f"?P<v_{node.name}>" if node.name in told and node.name not in named else ""
            named.add(node.name)
            yield _expression(node, following, name)
        elif before != Blank() and following is not None:
            yield " ?" if isinstance(before, Variable) and _shape(before).empty else " "
        before = node


def _expression(node: Variable, following: Node | None, name: str) -> str:
    """Return the expression for a variable, as one group: the bounds of all groups tell two readings apart."""
    shape = _shape(node)
    if shape.free:
        pattern = _QUOTED if _is_quoted(node, following) else "[^ \n]*+"
        if not _is_quoted(node, following) and not isinstance(following, Blank | None):
            pattern = f"[^ \n]{{0,{LINE_CHARACTERS}}}"
        empty = "?" if shape.empty else ""
        return f'(?:"({name}{pattern})"){empty}' if "Q" in node.flags else f"({name}{pattern})"
    pattern = shape.hexadecimal if "X" in node.flags and shape.hexadecimal else shape.pattern
    return f'"?({name}{pattern})"?' if "Q" in node.flags else f"({name}{pattern})"


def _one_of(values: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the first of some values that a line has."""
    return next((values[name] for name in names if name in values), "")
