"""Findings without the secrets of the files: the one place that decides what a report may quote.

Findings pass here before anything else is done with them, so that a baseline holds no secret, either. A unified diff
does not pass: it has to apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from checker.base.finding import Finding, Related
from checker.base.places import Place
from checker.configs.deployment import Deployment
from checker.gate.secrets import Stretch, names_secret, secrets_by_line, secrets_in

HIDDEN = "***"
# Shorter ones (`3`, `pg`) are hidden only in what is said of their own line: elsewhere they are ordinary words.
_LONG = 4
# keepalived takes so much of an `auth_pass`.
_TAKEN = 8
_BETWEEN = re.compile(r"[\s,;/\"']+")


@dataclass(frozen=True)
class Veil:
    """Hides the secrets of a set of files, and those of the environment."""

    deployment: Deployment
    environment: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict, init=False, compare=False)

    def hidden(self, finding: Finding) -> Finding:
        """Return a finding that tells no secret; columns still point at the words that they pointed at."""
        places = [each for each in (finding.where, *(related.place for related in finding.related)) if each]
        own = {value for place in places for value in self._at(place)}
        say = _Words(tuple(each for each in (_bounded(own), self._everywhere) if each))
        named = names_secret(finding.key)
        return replace(
            finding,
            message=say.sentence(finding.message),
            text=say.line(finding.text, finding.where),
            related=tuple(_related(each, say) for each in finding.related),
            hint=say.sentence(finding.hint),
            wanted=_value(finding.wanted, named, say),
            found=_value(finding.found, named, say),
            repair=say.line(finding.repair),
            changes=finding.changes if all(say.line(c.text) == c.text for c in finding.changes) else (),
        )

    def told(self, shown: str) -> str:
        """Return what a patch says of itself without secrets."""
        return _Words((self._everywhere,) if self._everywhere else ()).line(shown)

    def _at(self, place: Place) -> Iterable[str]:
        return (spelt for value in self._of(place.file).get(place.line, ()) for spelt in _spellings(value))

    def _of(self, path: str) -> Mapping[int, tuple[str, ...]]:
        if path not in self._known:
            try:
                self._known[path] = secrets_by_line(self.deployment.text(path))
            except KeyError:  # a line of a diagram
                self._known[path] = {}
        return self._known[path]

    @cached_property
    def _everywhere(self) -> re.Pattern[str] | None:
        """What finds the values that are hidden wherever they stand: those that no file says openly elsewhere."""
        files = [file.source for file in self.deployment.files if file.format]
        found = {value for file in files for own in self._of(file.path).values() for value in own}
        found |= {value for name, value in self.environment.items() if names_secret(name)}
        spelt = {each for value in found for each in _spellings(value) if len(each) >= _LONG}
        openly = "\n".join(self._openly(file.path, file.text) for file in files) if spelt else ""
        return _bounded({each for each in spelt if each not in openly or not _compiled([each]).search(openly)})

    def _openly(self, path: str, text: str) -> str:
        """Return a file without its secrets."""
        lines, own = text.split("\n"), self._of(path)
        for number, values in own.items():
            lines[number - 1] = _Words((_compiled(values),)).line(lines[number - 1])
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Words:
    """Hides what some patterns find, and whatever else looks like a secret."""

    patterns: tuple[re.Pattern[str], ...]

    def sentence(self, text: str) -> str:
        """Return a sentence of a report without secrets."""
        return self._without(text, secrets_in(text, sentence=True), 0)

    def line(self, text: str, where: Place | None = None) -> str:
        """Return a line without its secrets; what stands before the column takes as much room as before."""
        return self._without(text, secrets_in(text), where.column - 1 if where and where.unit == "line" else 0)

    def _without(self, text: str, stretches: Iterable[Stretch], before: int) -> str:
        found = [match.span() for pattern in self.patterns for match in pattern.finditer(text)]
        parts, at = [], 0
        for start, end in sorted((*stretches, *found)):
            if end > at:
                room = end - max(start, at)
                parts += [text[at:start], HIDDEN[:room].ljust(room) if end <= before else HIDDEN]
                at = end
        return "".join([*parts, text[at:]])


def _related(related: Related, say: _Words) -> Related:
    return replace(related, label=say.sentence(related.label), text=say.line(related.text, related.place))


def _value(text: str, named: bool, say: _Words) -> str:
    """Return a value of a finding; that of a secret name is hidden, but for words that say something of it."""
    return HIDDEN if named and text not in ("", "true", "false") and " " not in text else say.line(text)


def _spellings(value: str) -> set[str]:
    """Return how messages may quote a value: without quotes and escapes, as much as keepalived takes, a word of it."""
    plain = value.strip().strip("\"'")
    words = {word for word in _BETWEEN.split(plain) if len(word) >= _LONG}
    spelt = {value, plain, plain.replace("\\", ""), plain.replace("''", "'"), plain[:_TAKEN], *words}
    return {each for each in spelt if each.strip()}


def _bounded(values: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds values as whole words, or None where there are none."""
    known = set(values)
    return _compiled(known) if known else None


def _compiled(values: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(values, key=lambda each: (-len(each), each))
    return re.compile("|".join(rf"{_edge(v[0], '<!')}{re.escape(v)}{_edge(v[-1], '!')}" for v in ordered))


def _edge(character: str, direction: str) -> str:
    return rf"(?{direction}\w)" if character.isalnum() or character == "_" else ""
