"""HAProxy's log-format language: literal text, blanks, and variables with their flags (configuration manual, 8.2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What the format of a team may cost: HAProxy itself cuts a line of its configuration at 2,048 characters.
LONGEST = 8192
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_NAME = re.compile(r"\([A-Za-z0-9_-]*(?::[a-z]+)?\)")
_ARGUMENTS = re.compile(r"\{([^{}]*)\}")
_KNOWN_FLAGS = frozenset("MQXE") | {"bin", "json", "cbor"}

DEFAULT_TCP = "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc"
DEFAULT_HTTP = "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc"
OLD_HTTP = "%ci:%cp [%t] %ft %b/%s %Tq/%Tw/%Tc/%Tr/%Tt %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc"
# `option httplog clf`
CLF = (
    '%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq'
    " %CC %CS %hrl %hsl"
)


class LogFormatError(ValueError):
    """A log-format cannot be read, or does not say what is needed; the message says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand in each line."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank; HAProxy writes several of them, and those around nothing, as one."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An alias (`Tw`), or an expression with its brackets (`[src]`), and the flags that count for it."""

    name: str
    flags: frozenset[str] = frozenset()


Node = Text | Blank | Variable


def parse_log_format(text: str) -> list[Node]:
    """Return what a log-format says each line consists of; raise LogFormatError where HAProxy would refuse it."""
    if len(text) > LONGEST:
        raise LogFormatError(f"is longer than {LONGEST:,} characters")
    nodes: list[Node] = []
    general: frozenset[str] = frozenset()
    for node in _nodes(text):
        if isinstance(node, Variable):
            flags = _with_flags(general, node.flags)
            if node.name == "o":
                general = flags
            else:
                nodes.append(Variable(node.name, flags))
        else:
            _append(nodes, node)
    return nodes


def is_standard(nodes: list[Node]) -> bool:
    """Say whether lines begin as those of option tcplog or httplog do, with all that these say of a session."""
    plain = [Variable("ft") if node == Variable("f") else node for node in nodes]
    for text in (DEFAULT_TCP, DEFAULT_HTTP, OLD_HTTP):
        standard = parse_log_format(text)
        if plain[: len(standard)] == standard and plain[len(standard) : len(standard) + 1] in ([], [Blank()]):
            return True
    return False


def _nodes(text: str) -> Iterator[Node]:
    """Yield the nodes as they stand; the flags of a variable are those written at it, with their signs."""
    at = 0
    while at < len(text):
        if text[at] == " ":
            yield Blank()
            at += 1
        elif text[at] != "%":
            end = next((n for n in range(at, len(text)) if text[n] in " %"), len(text))
            yield Text(text[at:end])
            at = end
        elif text[at + 1 : at + 2] == "%":
            yield Text("%")
            at += 2
        else:
            variable, at = _variable(text, at + 1)
            if variable is not None:
                yield variable


def _variable(text: str, at: int) -> tuple[Variable | None, int]:
    """Return the variable behind a percent sign and where it ends; None where HAProxy drops a sign before no name."""
    named = _NAME.match(text, at)
    at = named.end() if named else at
    arguments = _ARGUMENTS.match(text, at)
    at = arguments.end() if arguments else at
    flags = frozenset(arguments[1].split(",")) if arguments else frozenset()
    if text[at : at + 1] == "[":
        end = _end_of_expression(text, at)
        return Variable(text[at:end].replace(" ", ""), flags), end
    alias = _ALIAS.match(text, at)
    if alias:
        return Variable(alias[0], flags), alias.end()
    if arguments or named or text[at : at + 1] in ("", " ", "\t", "{", "(") or text[at].isdigit():
        raise LogFormatError(f"has no name behind the '%' at character {at}")
    return None, at


def _end_of_expression(text: str, at: int) -> int:
    depth, quote = 0, ""
    for n in range(at + 1, len(text)):
        char = text[n]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"" and depth:
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "]" and depth <= 0:
            return n + 1
    raise LogFormatError(f"has no ']' for the '[' at character {at + 1}")


def _append(nodes: list[Node], node: Text | Blank) -> None:
    """Add text or a blank; several texts are one, and so are several blanks."""
    last = nodes[-1] if nodes else None
    if isinstance(node, Text) and isinstance(last, Text):
        nodes[-1] = Text(last.text + node.text)
    elif node != last or isinstance(node, Text):
        nodes.append(node)


def _with_flags(general: frozenset[str], signed: frozenset[str]) -> frozenset[str]:
    added = {flag[1:] for flag in signed if flag.startswith("+")} & _KNOWN_FLAGS
    removed = {flag[1:] for flag in signed if flag.startswith("-")}
    if added & {"json", "cbor"}:
        raise LogFormatError("encodes its lines (+json or +cbor), which is not read")
    return (general - removed) | added
