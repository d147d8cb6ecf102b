"""Which label of a diagram means which event of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place

_WORD = r"[\w.\-]+"
_PLACEHOLDER = re.compile(r"\{(\w+)\}|(\.\.\.)")


End = Literal["sender", "receiver"]


@dataclass(frozen=True, slots=True)
class Sign:
    """An event by which something drawn is seen: its kind, and what its arguments must be.

    `args` are written values, templates with `...` for any text and `{name}` for what the label says there, or `sender`
    and `receiver` for who they are. `shows` are the ends of the message that it shows (empty: that of who tells it).
    The instant is that of the event; or the argument `at`; or it lies between the argument `since` and the event; or up
    to `before` nanoseconds before it, where the event is told at the end of something. `said` are the arguments that
    the label itself names.
    """

    kind: str
    args: Mapping[str, str]
    shows: tuple[End, ...] = ()
    at: str = ""
    since: str = ""
    before: int = 0
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRule:
    """A label such as `Mark {server} as {after}` and the event that it means.

    `senders` and `receivers` are roles or lifeline ids (empty: any); a note or self message is sent and received by
    the lifeline that it stands on. `sign` is the event that it means, `others` are further events that show it.
    """

    label: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    sign: Sign
    place: Place
    others: tuple[Sign, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the event that it means."""
        return self.sign.kind

    @property
    def args(self) -> Mapping[str, str]:
        """The arguments of that event that the contract writes."""
        return self.sign.args

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a line of a text must look like from its start (`...` stands for anything, `{name}` for one word)."""
        return re.compile(pattern_of(self.label))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The arguments that the label itself gives."""
        return placeholders_of(self.label)


def placeholders_of(label: str) -> tuple[str, ...]:
    """Return the names in braces."""
    return tuple(m[1] for m in _PLACEHOLDER.finditer(label) if m[1])


def pattern_of(label: str) -> str:
    """Return the regular expression of a label."""
    out, at, seen = [], 0, set()
    for match in _PLACEHOLDER.finditer(label):
        out.append(re.escape(label[at : match.start()]))
        at = match.end()
        if match[2]:
            out.append(".*")
        elif match[1] in seen or not match[1].isidentifier():
            out.append(_WORD)
        else:
            seen.add(match[1])
            out.append(f"(?P<{match[1]}>{_WORD})")
    return r"\s*" + "".join(out) + re.escape(label[at:]) + r"(?!\w)"


def pieces_of(template: str) -> tuple[tuple[Literal["text", "any", "name"], str], ...]:
    """Return a template in pieces: text as it stands, any text, and what a label said under a name."""
    pieces: list[tuple[Literal["text", "any", "name"], str]] = []
    at = 0
    for match in _PLACEHOLDER.finditer(template):
        pieces += [("text", template[at : match.start()])] if at < match.start() else []
        pieces.append(("any", "") if match[2] else ("name", match[1]))
        at = match.end()
    return (*pieces, ("text", template[at:])) if at < len(template) else tuple(pieces)
