"""The findings that a team had when it began: a file of them, each with a place to say why it is accepted."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.base.errors import InputError
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.base.yaml_places import Problems, read_yaml
from checker.base.yaml_section import Section
from checker.gate.suppressing import UNUSED, WITHOUT_REASON
from checker.model.outcome import Suppressed

VERSION = 1
_KEYS = ("code", "file", "key", "text", "why")


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted finding, known by its code, file, key and line as it reads: not by the number of the line."""

    code: str
    file: str
    key: str
    text: str
    why: str
    place: Place

    @property
    def identity(self) -> tuple[str, ...]:
        """What it has in common with its finding."""
        return self.code, self.file, self.key, self.text


def identity(finding: Finding) -> tuple[str, ...]:
    """Return what stays the same of a finding when lines are added above it; its message where it has no line."""
    file = posixpath.normpath(finding.where.file) if finding.where else ""
    text = " ".join(finding.text.split()) or finding.message
    return finding.code, _writable(file), finding.key, _writable(text)


def _writable(text: str) -> str:
    """Return a text as a file can have it: what is not printable, or was not UTF-8, is replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def written(findings: Iterable[Finding], kept: Iterable[Suppressed] = ()) -> str:
    """Return the text of a baseline that accepts these findings, their reasons to be filled in.

    What a baseline accepted before (`kept`) it goes on to accept, for the same reasons. Findings about suppressions
    are nothing to accept.
    """
    about_themselves = (UNUSED, WITHOUT_REASON)
    accepted = [(*identity(finding), "") for finding in findings if finding.code not in about_themselves]
    accepted += [(*identity(each.finding), each.why) for each in kept if each.kind == "baseline"]
    entries = [dict(zip(_KEYS, each, strict=True)) for each in accepted]
    ordered = sorted(entries, key=lambda entry: [entry[key] for key in ("file", "code", "key", "text")])
    return json.dumps({"version": VERSION, "accepted": ordered}, indent=2, ensure_ascii=False) + "\n"


def read(data: bytes, path: str) -> tuple[Entry, ...]:
    """Return the entries of a baseline; InputError where it is none."""
    problems = Problems()
    # JSON is YAML, and so every entry has its place; a tab is nothing that YAML may be indented with
    root = Section.of(read_yaml(data.replace(b"\t", b" "), path), "", problems, ("version", "accepted"))
    root.require("version", "accepted")
    entries = tuple(_entry(each) for each in root.listed("accepted", _KEYS))
    problems.raise_any()
    if root.integer("version") != VERSION:
        hint = "write it anew with --write-baseline"
        raise InputError(f"a baseline of another version than {VERSION}", root.place_of("version"), hint)
    return entries


def _entry(section: Section) -> Entry:
    section.require("code", "file")
    code, file, key, text, why = (_text(section, key) for key in _KEYS)
    return Entry(code, posixpath.normpath(file) if file else "", key, text, why.strip(), section.place)


def _text(section: Section, key: str) -> str:
    """Return a text that may be empty."""
    node = section.node(key)
    return "" if node is None or getattr(node, "text", None) == "" else section.text(key)


def suppressed_by(findings: Iterable[Finding], entries: Sequence[Entry]) -> list[Suppressed]:
    """Return those findings that a baseline accepts; each entry with a reason accepts one."""
    left = [entry for entry in entries if entry.why]
    found = []
    for finding in findings:
        wanted = identity(finding)
        if entry := next((each for each in left if each.identity == wanted), None):
            left.remove(entry)
            found.append(Suppressed(finding, "baseline", entry.why, entry.place))
    return found


def about(entries: Sequence[Entry], suppressed: Sequence[Suppressed], codes: frozenset[str]) -> Iterator[Finding]:
    """Yield what is odd about a baseline; entries of other codes than `codes` were not put to the test."""
    used = Counter(each.place for each in suppressed)
    for entry in entries:
        if entry.why and not used[entry.place] and entry.code in codes:
            message = f"there is no {entry.code} in {entry.file} any more that this entry could accept"
            yield Finding(UNUSED, Severity.INFO, message, entry.place, hint="remove the entry")
    if silent := [entry for entry in entries if not entry.why]:
        some = f"{len(silent)} of {len(entries)} entries do" if len(entries) > 1 else "its entry does"
        accepted = "and accept nothing" if len(silent) > 1 else "and accepts nothing"
        message = f"{some} not say why the finding is accepted, {accepted}"
        hint = "fill in the `why` of each entry that is to count"
        yield Finding(WITHOUT_REASON, Severity.WARNING, message, silent[0].place, hint=hint)
