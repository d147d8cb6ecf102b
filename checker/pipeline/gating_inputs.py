"""The files of a gate: those below the given paths that may be configurations, and those that these include."""

from __future__ import annotations

import os
import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker.base.errors import InputError
from checker.configs.source import Source, Surroundings, decode, finder
from checker.pipeline.gating_unread import looks_like
from checker.pipeline.inputs_files import Found, files_below

# Far beyond any configuration; maps and lists of addresses lie in files of their own.
LARGEST = 4 << 20
_HEAD = 8192
# compose reads its variables from this one
_HIDDEN = (".env",)
# A directory may be a whole repository: programs, pages and logs quote configurations, and are none.
_PROGRAM = re.compile(
    r"""\.( pyi? | ipynb | go | java | kt | scala | groovy | m?js | [jt]sx? | rs | c | h | cc | [ch]pp | cs | rb | php
    | pl | lua | sh | bash | zsh | ps1 | sql | md | markdown | rst | adoc | tex | html? | css | svg | xml | csv | log
    | patch | diff | orig | rej | bak | swp )""",
    re.VERBOSE | re.IGNORECASE,
)
# Copies that editors, packages and people leave beside what is in force.
_COPY = re.compile(
    r"""\.(example|sample|dist|default|old|save|disabled|rpmnew|rpmsave|rpmorig|dpkg-[\w-]+|ucf-[\w-]+)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was given: the texts, the paths that were named and not just found, and what was not read, and why.

    Of files that were just found, `unread` holds those that are called like a configuration.
    """

    sources: tuple[Source, ...]
    named: frozenset[str]
    unread: tuple[tuple[str, str], ...]
    roots: tuple[str, ...] = field(default=())


def find(paths: Sequence[str]) -> Inputs:
    """Return the texts at and below the paths, sorted by path, each once; InputError where one cannot be read."""
    found = {each.path: each for path in paths for each in _below(path)}
    texts = {path: _text(each) for path, each in sorted(found.items())}
    named = frozenset(paths)
    return Inputs(
        sources=tuple(Source(path, text) for path, (text, why) in texts.items() if not why),
        named=named,
        unread=tuple((path, why) for path, (_, why) in texts.items() if why and (path in named or looks_like(path))),
        roots=tuple(path if Path(path).is_dir() else posixpath.dirname(path) for path in paths if path != "-"),
    )


def _below(path: str) -> Iterable[Found]:
    if path == "-":
        return (Found("-"),)
    return (each for each in files_below(path, _HIDDEN) if each.path == path or not _is_program(each.path))


def _is_program(path: str) -> bool:
    """Say whether a file that was only found is a program, a page or a copy, by its name."""
    name = posixpath.basename(path)
    ending = posixpath.splitext(name)[1]
    return _PROGRAM.fullmatch(ending) is not None or name.endswith("~") or _COPY.fullmatch(ending) is not None


def _text(found: Found) -> tuple[str, str]:
    """Return the text of a file, or why it is none; a directory may hold anything."""
    if found.why:
        return "", found.why
    if found.size > LARGEST:
        return "", f"larger than any configuration ({LARGEST >> 20} MiB)"
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if found.path == "-" else Path(found.path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {found.path!r}: {(error.strerror or str(error)).lower()}") from error
    if len(data) > LARGEST:
        return "", f"larger than any configuration ({LARGEST >> 20} MiB)"
    if b"\0" in data[:_HEAD]:
        return "", "not a text"
    return decode(data), ""


def surroundings(inputs: Inputs, environment: Sequence[str]) -> Surroundings:
    """Return what the meaning of the files depends on; InputError for an `--env` that says nothing."""
    return Surroundings(environment=dict(_variable(text) for text in environment), find=_find(inputs))


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name):
        raise InputError(f"--env {text!r} cannot be read", hint="write NAME=VALUE, such as --env FALL=3")
    return name, value


def _find(inputs: Inputs) -> Callable[[str], tuple[Source, ...]]:
    """Return what finds files among the inputs, or else beside them.

    Nothing is read that lies elsewhere: what a gate says must not depend on the machine that it runs on.
    """
    among = finder(inputs.sources)
    allowed = tuple(os.path.realpath(root or ".") for root in (*inputs.roots, "."))

    def find(pattern: str) -> tuple[Source, ...]:
        return among(pattern) or tuple(_beside(pattern, allowed))

    return find


def _beside(pattern: str, allowed: Sequence[str]) -> Iterator[Source]:
    from glob import glob, has_magic

    # a pattern may be absolute, which Path.glob does not take
    for path in sorted(glob(pattern)) if has_magic(pattern) else [pattern]:  # noqa: PTH207
        real = os.path.realpath(path)
        if any(real.startswith(f"{root.rstrip('/')}/") for root in allowed) and Path(path).is_file():
            text, why = _text(Found(path, size=Path(path).stat().st_size))
            if not why:
                yield Source(path, text)
