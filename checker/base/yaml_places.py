"""YAML read with places: every key, item and scalar knows its file, line and column.

Scalars stay text: what a text means is asked by the accessors of `checker.base.yaml_section`, so none of YAML 1.1's
guesses (`no`, `1:30`, `010`) can change a value, and every complaint can point at the character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checker.base.errors import InputError
from checker.base.places import Place

if TYPE_CHECKING:
    import yaml

_QUOTES = frozenset("'\"|>")
DEEPEST = 40
MOST_NODES = 100_000
_CORE_TAG = re.compile(r"!?\Z|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)\Z")
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ufeff\ue000-\ufffd\U00010000-\U0010ffff]"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written (without its quotes)."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was written: `key:`, `~` or `null`."""
        return not self.quoted and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and what stands behind it."""

    key: str
    place: Place
    value: Node


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order of the file."""

    by_key: Mapping[str, Entry]
    place: Place


Node = Scalar | Items | Entries


class InputErrors(InputError):
    """Everything that is wrong with a file, one `file:line:column: message` after the other."""

    def __init__(self, errors: tuple[InputError, ...]) -> None:
        super().__init__("\n".join(str(e) for e in errors), None, "")
        self.errors = errors


class Problems:
    """Collects what is wrong, so that a person mends a file in one go."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], InputError] = {}

    def __bool__(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._found)

    def add(self, message: str, place: Place, hint: str = "") -> None:
        """Note one problem (the same one at the same place only once)."""
        error = InputError(message, place, hint)
        self._found.setdefault((str(error), hint), error)

    def add_error(self, error: InputError) -> None:
        """Note a problem that was raised."""
        for one in error.errors if isinstance(error, InputErrors) else (error,):
            self._found.setdefault((str(one), one.hint), one)

    def raise_any(self) -> None:
        """Raise what was found, in the order of the file; nothing when nothing was."""
        found = sorted(self._found.values(), key=lambda e: e.place or Place("", 0))
        if len(found) == 1:
            raise found[0]
        if found:
            raise InputErrors(tuple(found))


def read_yaml(data: bytes, file: str) -> Node:
    """Return the one document of a YAML file; raise InputError with the place of what is wrong."""
    import yaml

    text = _decode(data, file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    problems = Problems()
    try:
        node = _Builder(file, yaml.parse(text, Loader=loader), problems).document()
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, file) from None
    problems.raise_any()
    return node


def _decode(data: bytes, file: str) -> str:
    """Return the text, or say where it stops being UTF-8 or printable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        raise InputError(f"not UTF-8 text (byte 0x{data[error.start]:02x})", place, "save the file as UTF-8") from None
    # the expression takes longer to compile than a contract to read, and few texts need it
    if not text.replace("\n", "").isprintable() and (bad := re.search(_UNPRINTABLE, text)):
        place = Place(file, text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start()))
        raise InputError(f"control character U+{ord(bad[0]):04X}", place, "remove it, or write it as an escape")
    return text


def _syntax_error(error: yaml.YAMLError, text: str, file: str) -> InputError:
    """Return YAML's own complaint with its place, and a hint for the usual slips."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    lines = text.split("\n")
    row = lines[line] if line < len(lines) else ""
    hint = ""
    if row[column : column + 1] == "\t" or row[: len(row) - len(row.lstrip())].count("\t"):
        hint = "a tab cannot indent YAML: use blanks"
    elif row[column : column + 1] in ("@", "`", "%") and row[column : column + 1]:
        hint = f"put quotes around a text that starts with {row[column]}"
    elif "mapping values" in problem:
        hint = "put quotes around a text that holds ': '"
    elif not hint and "did not find expected" in problem:
        hint = (
            "look above for a bracket or quote that is never closed, or a line indented otherwise than its neighbours"
        )
    return InputError(f"not YAML: {problem}", Place(file, line + 1, column + 1), hint)


def _whole(last: Entry | None, key: Node, value: Node) -> Entry | None:
    """Return an entry with all of a text in brackets that YAML parts at its commas: `{of: f(x, y)}` has a key `y)`."""
    texts = (last.value if last else None, key, value)
    if last is None or not all(isinstance(text, Scalar) and not text.quoted for text in texts):
        return None
    before, more, nothing = (text.text if isinstance(text, Scalar) else "" for text in texts)
    if nothing or before.count("(") <= before.count(")") or not isinstance(last.value, Scalar):
        return None
    return replace(last, value=replace(last.value, text=f"{before}, {more}"))


class _Builder:
    """Turns the parser's events into nodes; aliases share their node, and what they unfold to is bounded."""

    def __init__(self, file: str, events: Iterator[yaml.Event], problems: Problems) -> None:
        self._file = file
        self._events = events
        self._problems = problems
        self._anchors: dict[str, tuple[Node, int]] = {}

    def document(self) -> Node:
        """Return the only document."""
        import yaml

        node: Node = Scalar("", Place(self._file, 1))
        seen = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    raise InputError("a second document starts here", self._place(event), "remove the line `---`")
                node, _ = self._node(next(self._events), 0)
        return node

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None, "the parser gives every event a mark"
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _node(self, event: yaml.Event, depth: int) -> tuple[Node, int]:
        """Return the node that starts with this event and how many nodes it unfolds to."""
        import yaml

        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise InputError(f"alias '*{event.anchor}' names nothing that is complete before it", place)
            return self._anchors[event.anchor]
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        if tag and not _CORE_TAG.match(tag):
            self._problems.add(f"unknown tag '{tag}'", place, "write the value without a tag")
        if depth > DEEPEST:
            raise InputError(f"nested deeper than {DEEPEST} levels", place)
        if isinstance(event, yaml.ScalarEvent):
            built: tuple[Node, int] = (Scalar(event.value, place, event.style in _QUOTES), 1)
        elif isinstance(event, yaml.SequenceStartEvent):
            built = self._items(place, depth)
        else:
            built = self._entries(place, depth)
        if built[1] > MOST_NODES:
            raise InputError(f"unfolds to more than {MOST_NODES} values", place, "use fewer aliases")
        if anchor:
            self._anchors[anchor] = built
        return built

    def _items(self, place: Place, depth: int) -> tuple[Node, int]:
        import yaml

        built = []
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, yaml.SequenceEndEvent):
                break
            built.append(self._node(event, depth + 1))
        return Items(tuple(n for n, _ in built), place), 1 + sum(s for _, s in built)

    def _entries(self, place: Place, depth: int) -> tuple[Node, int]:
        import yaml

        own: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        last: Entry | None = None
        size = 1
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, _ = self._node(event, depth + 1)
            value, of_value = self._node(next(self._events), depth + 1)
            size += 1 + of_value
            if (whole := _whole(last, key, value)) is not None:
                own[whole.key] = last = whole
            elif not isinstance(key, Scalar):
                self._problems.add("a key must be a text", key.place)
            elif key.text == "<<" and not key.quoted:
                for source in value.nodes if isinstance(value, Items) else (value,):
                    merged = {**(source.by_key if isinstance(source, Entries) else {}), **merged}
            elif key.text in own:
                first = own[key.text].place
                self._problems.add(f"key '{key.text}' stands here again", key.place, f"it stands first at {first}")
            else:
                own[key.text] = last = Entry(key.text, key.place, value)
        return Entries({**merged, **own}, place), size
