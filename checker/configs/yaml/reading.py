"""From the text of a YAML file to its nodes; never raises, and says what is wrong.

The parser is libyaml's. Its events are built here, not by PyYAML, so that nesting is bounded, an alias cannot contain
itself, several documents may stand in one file, and tags such as compose's `!override` are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from checker.base.places import Place
from checker.configs.source import Source
from checker.configs.words import Word
from checker.configs.yaml.nodes import Entries, Entry, Items, Node, Scalar

if TYPE_CHECKING:
    import yaml

BOM = "\ufeff"
DEEPEST = 60
MOST_NODES = 100_000
_DECORATION = re.compile(r"(?:[!&]\S*\s+)+")  # the tag and the anchor in front of a value
# what YAML does not allow in a text, a lone surrogate (a byte that is no UTF-8) among it
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ufeff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a file."""

    message: str
    place: Place
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a file up to what cannot be read, and what is wrong."""

    nodes: tuple[Node, ...]
    complaints: tuple[Complaint, ...] = ()


def read_documents(source: Source) -> Documents:
    """Return the documents of a file."""
    import yaml

    complaints: list[Complaint] = []
    lines = _Lines(source)
    text = _printable(source, lines, complaints).removeprefix(BOM)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    nodes: list[Node] = []
    try:
        builder = _Builder(lines, yaml.parse(text, Loader=loader), complaints)
        nodes.extend(builder.documents())
    except yaml.YAMLError as error:
        complaints.append(_syntax(error, lines))
    except _RefusedError as error:
        complaints.append(error.complaint)
    return Documents(tuple(nodes), tuple(complaints))


def _printable(source: Source, lines: _Lines, complaints: list[Complaint]) -> str:
    """Return the text with a blank sign for what YAML does not allow, so that the rest of it is still read."""
    if bad := _UNPRINTABLE.search(source.text):
        message = f"character U+{ord(bad[0]):04X} is not allowed in YAML"
        complaints.append(Complaint(message, lines.place(bad.start()), "save the file as UTF-8 without it"))
        return _UNPRINTABLE.sub("\ufffd", source.text)
    return source.text


def _syntax(error: yaml.YAMLError, lines: _Lines) -> Complaint:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or "it cannot be read"
    place = lines.place(lines.offset(mark)) if mark else Place(lines.source.path, 1)
    row = lines.row(place.line)
    tab = "\t" in row[: len(row) - len(row.lstrip())]
    return Complaint(f"not YAML: {problem}", place, "a tab cannot indent YAML: use blanks" if tab else "")


class _RefusedError(Exception):
    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.complaint = Complaint(message, place)


class _Lines:
    """Where the lines of a text start; YAML is not asked, as it breaks lines where editors do not."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._skipped = source.text.startswith(BOM)
        self._starts = [0, *accumulate(len(line) + 1 for line in source.text.split("\n"))]

    def offset(self, mark: Any) -> int:  # noqa: ANN401 - libyaml's marks and PyYAML's are unrelated types
        """Return where a mark stands in the text; libyaml does not count a byte order mark."""
        return int(mark.index) + self._skipped

    def place(self, offset: int) -> Place:
        line = bisect_right(self._starts, min(offset, max(len(self.source.text), 0)))
        return Place(self.source.path, line, offset - self._starts[line - 1] + 1)

    def start(self, line: int) -> int:
        return self._starts[line - 1]

    def row(self, line: int) -> str:
        return self.source.text[self._starts[line - 1] :].partition("\n")[0]


class _Builder:
    """Turns the parser's events into nodes. Aliases share their node, and what they unfold to is bounded."""

    def __init__(self, lines: _Lines, events: Iterator[yaml.Event], complaints: list[Complaint]) -> None:
        self._lines = lines
        self._events = events
        self._complaints = complaints
        self._anchors: dict[str, tuple[Node, int]] = {}

    def documents(self) -> Iterator[Node]:
        """Yield each document that holds something."""
        import yaml

        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                node, _ = self._node(next(self._events), 0)
                yield node

    def _node(self, event: yaml.Event, depth: int) -> tuple[Node, int]:
        """Return the node that starts with this event, and how many nodes it unfolds to."""
        import yaml

        place = self._lines.place(self._lines.offset(event.start_mark))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise _RefusedError(f"alias '*{event.anchor}' names nothing that is complete before it", place)
            return self._anchors[event.anchor]
        if depth > DEEPEST:
            raise _RefusedError(f"nested deeper than {DEEPEST} levels", place)
        match event:
            case yaml.ScalarEvent():
                built: tuple[Node, int] = (self._scalar(event, place), 1)
            case yaml.SequenceStartEvent():
                built = self._items(event, place, depth)
            case yaml.MappingStartEvent():
                built = self._entries(event, place, depth)
            case _:
                raise _RefusedError("a value is missing", place)
        if built[1] > MOST_NODES:
            raise _RefusedError(f"unfolds to more than {MOST_NODES} values", place)
        if event.anchor:
            self._anchors[event.anchor] = built
        return built

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        start, end = self._lines.offset(event.start_mark), self._lines.offset(event.end_mark)
        raw = self._lines.source.text[start:end]
        if (event.tag or event.anchor) and (before := _DECORATION.match(raw)):
            start, raw = start + before.end(), raw[before.end() :]
            place = self._lines.place(start)
        word = Word(event.value, raw, start, place)
        return Scalar(word, event.style in (None, ""), event.tag or "")

    def _items(self, event: yaml.SequenceStartEvent, place: Place, depth: int) -> tuple[Items, int]:
        import yaml

        built = []
        for inner in iter(lambda: next(self._events), None):
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            built.append(self._node(inner, depth + 1))
        return Items(tuple(n for n, _ in built), place, event.tag or ""), 1 + sum(s for _, s in built)

    def _entries(self, event: yaml.MappingStartEvent, place: Place, depth: int) -> tuple[Entries, int]:
        import yaml

        own: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        size = 1
        for inner in iter(lambda: next(self._events), None):
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key, _ = self._node(inner, depth + 1)
            value, of_value = self._node(next(self._events), depth + 1)
            size += 1 + of_value
            if isinstance(key, Scalar) and key.text == "<<" and key.plain:
                merged = {**_merged(value), **merged}
            else:
                self._add(own, key, value)
        inside, indent = self._inside(event, own)
        return Entries({**merged, **own}, place, event.tag or "", inside, indent), size

    def _add(self, own: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._complaints.append(Complaint("a key must be a text", key.place))
        elif key.text in own:
            first = own[key.text].key.place
            message = f"key '{key.text}' stands here again"
            self._complaints.append(Complaint(message, key.place, f"it stands first at {first}: remove one of them"))
        else:
            own[key.text] = Entry(key.word, value)

    def _inside(self, event: yaml.MappingStartEvent, own: dict[str, Entry]) -> tuple[int, str]:
        """Return where a line can be added in front of the first key, and its indent."""
        first = next(iter(own.values()), None)
        if first is None or event.flow_style:
            return -1, ""
        start = self._lines.start(first.key.place.line)
        indent = self._lines.source.text[start : first.key.start]
        return (start, indent) if not indent.strip() else (-1, "")


def _merged(value: Node) -> dict[str, Entry]:
    """Return the keys that `<<` brings: of one mapping, or of several, the first of which wins."""
    found: dict[str, Entry] = {}
    for source in value.nodes if isinstance(value, Items) else (value,):
        if isinstance(source, Entries):
            found = {**source.by_key, **found}
    return found
