"""Files as they were read, and as they would be read after edits: only what an edit touches is parsed again."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from checker.configs.deployment import Deployment, Recognised
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.source import Source, Surroundings
from checker.configs.words import Edit, apply_edits


@dataclass(frozen=True)
class Reading:
    """The files of a deployment, each with its format, and what the files of each format say together."""

    files: tuple[Recognised, ...]
    surroundings: Surroundings
    formats: Mapping[str, ConfigFormat]
    parsed: Mapping[str, Parsed]

    @cached_property
    def deployment(self) -> Deployment:
        """What all of them say, in the order of the formats; included files stand behind those that were given."""
        included = {source.path: name for name, parsed in self.parsed.items() for source in parsed.included}
        given = {file.source.path for file in self.files}
        further = {
            source.path: Recognised(source, name)
            for name, parsed in self.parsed.items()
            for source in parsed.included
            if source.path not in given
        }
        return Deployment(
            files=(
                *(
                    each if each.format else replace(each, format=included.get(each.source.path, ""))
                    for each in self.files
                ),
                *further.values(),
            ),
            facts=tuple(fact for parsed in self.parsed.values() for fact in parsed.facts),
            problems=tuple(problem for parsed in self.parsed.values() for problem in parsed.problems),
        )

    def texts_after(self, edits: Iterable[Edit]) -> Mapping[str, str]:
        """Return the texts of the files that edits touch; ValueError where two overlap, KeyError for other files."""
        by_file: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_file[edit.file].append(edit)
        return {file: apply_edits(self.deployment.text(file), own) for file, own in sorted(by_file.items())}

    def edited(self, edits: Iterable[Edit]) -> Reading:
        """Return the reading of the files after edits; errors as of `texts_after`."""
        texts = self.texts_after(edits)
        files = tuple(
            replace(each, source=Source(each.source.path, texts.get(each.source.path, each.source.text)))
            for each in self.files
        )
        touched = {each.format for each in self.deployment.files if each.source.path in texts} | {
            # a file may be of one format, and be included by files of another: `.env` by compose.yml
            name
            for name, parsed in self.parsed.items()
            if any(source.path in texts for source in parsed.included)
        }
        surroundings = replace(self.surroundings, find=_after(self.surroundings.find, texts))
        moved = any(self.formats[name].contains for name in touched & self.parsed.keys())
        kept = {} if moved else {name: each for name, each in self.parsed.items() if name not in touched}
        return _reading(files, surroundings, self.formats, {name: kept.get(name) for name in self.parsed})


def read(sources: Iterable[Source], surroundings: Surroundings, formats: Iterable[ConfigFormat]) -> Reading:
    """Return what files say; one of no known format is kept, and yields nothing."""
    known = {each.name: each for each in formats}
    files = tuple(Recognised(source, recognised_as(source, known.values())) for source in sources)
    found = dict.fromkeys(name for name in known if any(file.format == name for file in files))
    return _reading(files, surroundings, known, found)


def recognised_as(source: Source, formats: Iterable[ConfigFormat]) -> str:
    """Return the name of the format of a file, or ''."""
    return next((each.name for each in formats if each.recognises(source.path, source.text)), "")


def _reading(
    files: tuple[Recognised, ...],
    surroundings: Surroundings,
    formats: Mapping[str, ConfigFormat],
    known: Mapping[str, Parsed | None],
) -> Reading:
    """Return a reading of which some is known; containers are read first, as they surround what runs in them."""
    own: dict[str, list[Source]] = defaultdict(list)
    for file in files:
        own[file.format].append(file.source)
    parsed: dict[str, Parsed] = {}
    for name in sorted(known, key=lambda name: not formats[name].contains):
        parsed[name] = known[name] or formats[name].parse(own[name], surroundings)
        if formats[name].contains:
            surroundings = replace(surroundings, services=parsed[name].facts)
    return Reading(files, surroundings, formats, {name: parsed[name] for name in known})


def _after(find: Callable[[str], tuple[Source, ...]], texts: Mapping[str, str]) -> Callable[[str], tuple[Source, ...]]:
    """Return a `find` that finds the edited texts in place of those that were there before."""
    edited = {posixpath.normpath(path): text for path, text in texts.items()}

    def found(path: str) -> tuple[Source, ...]:
        return tuple(replace(s, text=edited.get(posixpath.normpath(s.path), s.text)) for s in find(path))

    return found
