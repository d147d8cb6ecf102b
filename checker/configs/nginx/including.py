"""Includes: one tree of all files that an nginx reads, the directives of each standing where it is included."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from checker.base.finding import Finding, Severity
from checker.configs.nginx.tree import Directive, Tree, tree_of
from checker.configs.source import Source, Surroundings, beside
from checker.configs.words import Word

DEEPEST = 20
# files that come with nginx and say nothing of servers
_SHIPPED = ("mime.types", "*_params", "fastcgi.conf", "koi-*", "win-utf", "modules-enabled/*.conf", "modules/*.conf")


@dataclass(frozen=True, slots=True)
class Whole:
    """All that one nginx reads: its files, the main one first, the directives with includes resolved."""

    files: tuple[str, ...]
    directives: tuple[Directive, ...]
    problems: tuple[Finding, ...]
    included: tuple[Source, ...]


def wholes_of(sources: Sequence[Source], surroundings: Surroundings) -> Iterator[Whole]:
    """Yield one for each file that no other one includes."""
    library = _Library(sources, surroundings)
    wholes = [_joined(source, library) for source in sources]
    inner = {path for whole in wholes for path in whole.files[1:]}
    seen_all = all(source.path in inner for source in sources)  # files that include each other in a ring
    yield from (whole for whole in wholes if seen_all or whole.files[0] not in inner)


class _Library:
    """The files at hand: those of the inputs, and those that can be found beside them."""

    def __init__(self, sources: Sequence[Source], surroundings: Surroundings) -> None:
        self.own = {source.path for source in sources}
        self._sources = sources
        self._find = surroundings.find
        self._environment: Mapping[str, str] = surroundings.environment
        self._trees: dict[str, Tree] = {}

    def tree(self, source: Source) -> Tree:
        """Return the tree of a file, made once."""
        if source.path not in self._trees:
            self._trees[source.path] = tree_of(source, self._environment)
        return self._trees[source.path]

    def named(self, main: str, pattern: str) -> tuple[Source, ...]:
        """Return the files of an include: where nginx would look, else the inputs whose paths end like it.

        A path such as `/etc/nginx/conf.d/*.conf` is that of the image; in the repository it is `conf.d/x.conf`.
        """
        found = self._find(beside(main, pattern))
        return found or tuple(sorted(self._like(main, pattern), key=lambda s: s.path))

    def _like(self, main: str, pattern: str) -> Iterable[Source]:
        tail = "/".join(posixpath.normpath(pattern).split("/")[-2:])
        name = posixpath.basename(pattern)
        here = posixpath.dirname(main)
        for source in self._sources:
            if source.path == main:
                continue
            own_tail = "/".join(source.path.split("/")[-2:])
            flat = name.strip("*") not in ("", ".conf") and posixpath.dirname(source.path) == here
            if fnmatchcase(own_tail, tail) or (flat and fnmatchcase(posixpath.basename(source.path), name)):
                yield source


def _joined(main: Source, library: _Library) -> Whole:
    joining = _Joining(main, library)
    directives = joining.file(main, ())
    return Whole(tuple(joining.files), directives, tuple(joining.problems), tuple(joining.included.values()))


class _Joining:
    def __init__(self, main: Source, library: _Library) -> None:
        self._main = main
        self._library = library
        self.files: dict[str, None] = {}
        self.problems: list[Finding] = []
        self.included: dict[str, Source] = {}

    def file(self, source: Source, above: tuple[str, ...]) -> tuple[Directive, ...]:
        tree = self._library.tree(source)
        if source.path not in self.files:
            self.files[source.path] = None
            self.problems += tree.problems
            if source.path not in self._library.own:
                self.included[source.path] = source
        return self._resolved(tree.directives, (*above, source.path))

    def _resolved(self, directives: Iterable[Directive], above: tuple[str, ...]) -> tuple[Directive, ...]:
        done: list[Directive] = []
        for each in directives:
            if each.name == "include" and each.block is None and len(each.at.words) == 2:
                done += self._include(each.at.words[1], above)
            elif each.inner:
                done.append(replace(each, inner=self._resolved(each.inner, above)))
            else:
                done.append(each)
        return tuple(done)

    def _include(self, pattern: Word, above: tuple[str, ...]) -> Iterator[Directive]:
        found = self._library.named(self._main.path, pattern.value)
        if not found and not _shipped(pattern.value):
            self.problems.append(_missing(pattern))
        for source in found:
            if source.path in above or len(above) >= DEEPEST:
                message = f"{source.path} is included by itself"
                self.problems.append(Finding("config-include", Severity.ERROR, message, pattern.place))
            else:
                yield from self.file(source, above)


def _shipped(pattern: str) -> bool:
    return any(fnmatchcase(pattern, shape) or fnmatchcase(pattern, f"*/{shape}") for shape in _SHIPPED)


def _missing(pattern: Word) -> Finding:
    return Finding(
        "config-include",
        Severity.INFO,
        f"no file {pattern.value!r} is among the inputs: what it says is not judged",
        pattern.place,
        hint="give the included files, too",
    )
