"""A draft as YAML that a person goes on writing: each entry with the line it was read from, questions as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from textwrap import wrap

from checker.base.places import Place
from checker.pipeline.drafting.draft import Draft, Entry, Part, Question, Value

_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./-]*", re.ASCII)
_WIDEST = 116
_COLUMN = 44
_QUESTION = "# ?"
# of the lines that say one thing, and of what they say
_MOST_LINES, _LONGEST = 6, 150


def text_of(draft: Draft) -> str:
    """Return the contract as a file."""
    lines = [*_head(draft), f"system: {_scalar(draft.system)}", f"documents: [{_scalar(draft.document)}]"]
    for part in draft.parts:
        written = list(_part(part, draft.document))
        lines += ["", *written] if written else []
    return "\n".join([*lines, *_sources(draft), ""])


def flow(value: Value) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return _scalar(str(value))


def readable(text: str) -> str:
    """Return a text on one line, with nothing in it that YAML or a terminal would take for more than a text."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _head(draft: Draft) -> Iterator[str]:
    count = len(draft.questions)
    about = (
        f"What the diagrams of {readable(draft.document)} promise, as `verify init` read them. The language of this "
        "file: docs/contract.md. Behind each entry stands the line that it was read from. Numbers stay in the document "
        "(`line:`); where it gives none, the value is a default, and says why (`ours:`)."
    )
    yield from (f"# {line}" for line in wrap(about, _WIDEST))
    if count:
        asked = f"{count} question{'s' if count > 1 else ''} to you: the lines that begin with `{_QUESTION}`."
        yield f"# {asked} Answer each, then take it away."
    if not draft.failover:
        yield "# No text of the document says that anything fails, is found to have failed, or is taken over."
    yield ""


def _sources(draft: Draft) -> Iterator[str]:
    if draft.sources:
        yield ""
        yield "# Which of the traces is which lifeline, as it seems:"
    for source in draft.sources:
        yield readable(f"#   {source.input} -> {source.lifeline or '?'}: {source.why}").replace("# ", "#   ", 1)


def _part(part: Part, name: str) -> Iterator[str]:
    if not (part.entries or part.questions or part.below or part.silent or part.key == "properties"):
        return
    if part.about:
        yield from (f"# {line}" for line in wrap(part.about, _WIDEST))
    yield from _key(part)
    for title, some in part.below.items():
        yield from _titled(part.key, title, some, name)
    yield from _listed(part, name) if part.key == "events" else _entries(part.entries, name)
    yield from (line for question in part.asked for line in _question(question, name))
    for entry in part.silent:
        where = " ".join(f":{place.line}" for place in (entry.place, *entry.more) if place)
        yield f"#   {where} {readable(str(entry.value))}"


def _key(part: Part) -> Iterator[str]:
    """Write the key of a section, as a comment where only proposals stand under it; `properties` there has to be."""
    every = [*part.entries, *(entry for some in part.below.values() for entry in some)]
    proposed = every or any(question.proposal for question in part.questions)
    if part.key == "properties" or any(not entry.off for entry in every):
        yield f"{part.key}:"
    elif proposed:
        yield f"# {part.key}:"


def _titled(key: str, title: str, entries: Sequence[Entry], name: str) -> Iterator[str]:
    """Write entries below a name of their own; in `diagrams` that is the diagram, and they are its lifelines."""
    if not entries:
        return
    mark = "# " if entries[0].off else ""
    yield f"{mark}  {_scalar(title)}:"
    if key == "diagrams":
        yield f"{mark}    lifelines:"
    inner = "    " if key == "diagrams" else "  "
    yield from (line.replace("  ", f"  {inner}", 1) for line in _entries(entries, name))


def _question(question: Question, name: str) -> Iterator[str]:
    where = f"{_where(question.place, name)}: " if question.place else ""
    yield readable(f"{_QUESTION} {where}{question.ask}")
    if question.proposal:
        yield from _entries([question.proposal], name)


def _where(place: Place, name: str) -> str:
    return f"{readable(PurePath(name).name)}:{place.line}"


def _entries(entries: Sequence[Entry], name: str) -> Iterator[str]:
    for entry in entries:
        text = f"{'# ' if entry.off else ''}  {_scalar(entry.name)}: {flow(entry.value)}"
        yield _commented(text, entry, name)


def _commented(text: str, entry: Entry, name: str) -> str:
    """Return a line with where it was read and how that reads."""
    places = ""
    if entry.place:
        more = [f":{place.line}" for place in entry.more[:_MOST_LINES]]
        rest = [f"and {len(entry.more) - _MOST_LINES} more"] if len(entry.more) > _MOST_LINES else []
        places = " ".join([_where(entry.place, name), *more, *rest])
    note = readable(f"{places} {entry.why}").strip()
    if not note:
        return text
    return f"{text.ljust(_COLUMN)}  # {note if len(note) <= _LONGEST else note[:_LONGEST] + '...'}"


def _listed(part: Part, name: str) -> Iterator[str]:
    """Write the rules for labels group by group; one that is too long for a line in a block of its own."""
    group = ""
    for entry in part.entries:
        if entry.off:
            yield _commented(f"#   - {flow(entry.value)}", replace(entry, why=""), name)
            continue
        if entry.why != group:
            group = entry.why
            yield f"  # {group}"
        assert isinstance(entry.value, Mapping)
        line = f"  - {flow(entry.value)}"
        bare = Entry("", "", entry.place, more=entry.more)
        if len(line) <= _WIDEST - 20:
            yield _commented(line, bare, name)
            continue
        for number, (key, value) in enumerate(entry.value.items()):
            start = f"  {'- ' if not number else '  '}{key}:"
            if key == "or" and isinstance(value, Sequence):
                yield start
                yield from (f"      - {flow(each)}" for each in value)
            else:
                written = f"{start} {flow(value)}"
                yield _commented(written, bare, name) if not number else written


def _scalar(text: str) -> str:
    """Return a text as YAML reads it back, in quotes where it has to be."""
    if _PLAIN.fullmatch(text) and text not in ("~", "null"):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable() and ord(character) not in (0x85, 0xFEFF):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
