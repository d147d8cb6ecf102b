"""Where reports go: which formats, to which files, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checker.base.errors import unwritable
from checker.cli.parser import Usage
from checker.report.catalogue import Format, load_format
from checker.report.formats import format_names

STANDARD = "-"
DEFAULT = "text"


class Target(NamedTuple):
    """One report to write: its format, and the file, or `-` for standard output."""

    format: Format
    file: str


def plan_outputs(asked: Sequence[str], quiet: bool, *, taken: bool = False) -> list[Target]:
    """Return the reports to write; raise when a format is unknown, or a place is taken twice or not writable.

    Standard output gets the report for people unless another format goes there or nothing is wanted; it gets none
    where it is `taken` by something else.
    """
    targets = [_target(each) for each in asked]
    if not quiet and all(target.file != STANDARD for target in targets):
        targets.insert(0, Target(load_format(DEFAULT), STANDARD))
    places = {"standard output"} if taken else set[str]()
    for target in targets:
        where = "standard output" if target.file == STANDARD else target.file
        if where in places:
            raise Usage(f"two reports would go to {where}", "give one of them a file: --format json:FILE")
        places.add(where)
        if target.file != STANDARD:
            probe(target.file)
    return targets


def write_file(file: str, text: str) -> None:
    """Write a report so that a reader sees the old file or the new one, never half of one."""
    write_bytes(file, text.encode("utf-8", "backslashreplace"))


def write_bytes(file: str, content: bytes) -> None:
    """Write a file in the same way."""
    path = Path(file)
    try:
        if _is_special(path):
            path.write_bytes(content)
            return
        real = path.resolve()
        temporary = create_beside(real)
        try:
            temporary.write_bytes(content)
            if real.exists():
                temporary.chmod(real.stat().st_mode & 0o7777)
            temporary.replace(real)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from error


def _target(asked: str) -> Target:
    name, colon, file = asked.partition(":")
    if name not in format_names():
        from difflib import get_close_matches

        close = "".join(f"did you mean '{each}'? " for each in get_close_matches(name, format_names(), 1))
        raise Usage(f"there is no format '{name}'", f"{close}the formats are {', '.join(format_names())}")
    if colon and not file:
        raise Usage(f"--format {asked} names no file", f"--format {name}:FILE, or --format {name}")
    return Target(load_format(name), file or STANDARD)


def is_folder(place: str) -> bool:
    """Say whether a place is meant as a folder: by its last character, or because it is one."""
    return place.endswith("/") or Path(place).is_dir()


def probe(file: str) -> None:
    """Raise when the file could not be written, before hours of work end in that."""
    path = Path(file)
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a directory")
        if not _is_special(path):
            create_beside(path.resolve()).unlink()
    except OSError as error:
        raise unwritable(path, error) from error


def _is_special(path: Path) -> bool:
    """Say whether the path is a device or a pipe, which must be written to and not be replaced by a file."""
    return path.exists() and not path.is_file()


def create_beside(path: Path) -> Path:
    """Return a new empty file beside another: on the same disk, so that it can take its place at once."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return temporary
