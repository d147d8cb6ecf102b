"""Which label of a diagram means which event of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.places import Place

_WORD = r"[\w.\-]+"
_PLACEHOLDER = re.compile(r"\{(\w+)\}|(\.\.\.)")


@dataclass(frozen=True, slots=True)
class EventRule:
    """A label such as `Mark {server} as {after}` and the event that it means.

    `senders` and `receivers` are roles or lifeline ids (empty: any); a note or self message is sent and received by
    the lifeline that it stands on. `args` are written values, or `sender` and `receiver` for who they are.
    """

    label: str
    kind: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    args: Mapping[str, str]
    place: Place

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
