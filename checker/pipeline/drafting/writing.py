"""A draft as YAML that a person goes on writing: each entry with the line it was read from, questions as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.base.places import Place
from checker.pipeline.drafting.draft import Draft, Entry, Part, Question, Value

_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./-]*", re.ASCII)
_WIDEST = 116
_COLUMN = 44
_QUESTION = "# ?"


def text_of(draft: Draft) -> str:
    """Return the contract as a file."""
    lines = [*_head(draft), f"system: {_scalar(draft.system)}", f"documents: [{_scalar(draft.document)}]"]
    for part in draft.parts:
        written = list(_part(part))
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
    yield f"# What the diagrams of {readable(draft.document)} promise, as `verify init` read them. The language: docs/contract.md."
    yield "# Behind each entry stands the line that it was read from. Numbers stay in the document (`line:`); where it gives"
    yield "# none, the value is a default, and says why (`ours:`)."
    if count:
        yield f"# {count} question{'s' if count > 1 else ''} to you: the lines that begin with `{_QUESTION}`. Answer each, then take it away."
    if not draft.failover:
        yield "# No text of the document says that anything fails, is found to have failed, or is taken over."
    yield ""


def _sources(draft: Draft) -> Iterator[str]:
    if draft.sources:
        yield ""
        yield "# Which of the traces is which lifeline, as it seems:"
    for source in draft.sources:
        yield readable(f"#   {source.input} -> {source.lifeline or '?'}: {source.why}").replace("# ", "#   ", 1)


def _part(part: Part) -> Iterator[str]:
    entries = [entry for entry in part.entries if not entry.off]
    if not (part.entries or part.questions or part.below or part.key == "properties"):
        return
    if part.about:
        yield f"# {part.about}"
    if part.below:
        yield f"{part.key}:"
        for title, some in part.below.items():
            yield f"  {_scalar(title)}:"
            yield "    lifelines:"
            yield from ("    " + line for line in _entries(some))
    elif not entries:
        yield f"{'' if part.key == 'properties' else '# '}{part.key}: {'{}' if part.key == 'properties' else ''}".rstrip()
    else:
        yield f"{part.key}:"
    yield from _listed(part) if part.key == "events" else _entries(part.entries)
    yield from (_question(question) for question in part.questions)
    if part.key == "events":
        yield from (
            f"#   :{entry.place.line} {readable(str(entry.value))}"
            for entry in part.entries
            if entry.off and entry.place
        )


def _question(question: Question) -> str:
    where = f"{_where(question.place)}: " if question.place else ""
    return readable(f"{_QUESTION} {where}{question.ask}")


def _where(place: Place) -> str:
    return f"{readable(place.file)}:{place.line}"


def _entries(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        text = f"{'# ' if entry.off else '  '}{_scalar(entry.name)}: {flow(entry.value)}"
        yield _commented(text, entry)


def _commented(text: str, entry: Entry) -> str:
    places = " ".join([f":{entry.place.line}", *(f":{place.line}" for place in entry.more[:6])]) if entry.place else ""
    note = readable(f"{places} {entry.why}").strip()
    if not note:
        return text
    return f"{text.ljust(_COLUMN)}  # {note[:120]}"


def _listed(part: Part) -> Iterator[str]:
    """Write the rules for labels group by group; one that is too long for a line in a block of its own."""
    group = ""
    for entry in part.entries:
        if entry.off:
            continue
        if entry.why != group:
            group = entry.why
            yield f"  # {group}"
        assert isinstance(entry.value, Mapping)
        line = f"  - {flow(entry.value)}"
        bare = Entry("", "", entry.place, more=entry.more)
        if len(line) <= _WIDEST - 20:
            yield _commented(line, bare)
            continue
        for number, (key, value) in enumerate(entry.value.items()):
            start = f"  {'- ' if not number else '  '}{key}:"
            if key == "or" and isinstance(value, Sequence):
                yield start
                yield from (f"      - {flow(each)}" for each in value)
            else:
                written = f"{start} {flow(value)}"
                yield _commented(written, bare) if not number else written


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
