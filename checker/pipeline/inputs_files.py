"""Which files lie below the paths of a run, and what each is: a file, a pipe that is read once, or nothing to open."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.base.errors import InputError
from checker.base.places import Place
from checker.readers.spool import Part

# What the checker itself, version control and editors leave in a directory is nobody's trace.
_SKIPPED_DIRECTORIES = frozenset({".git", "__pycache__", ".venv", "node_modules"})
_KINDS = (
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISFIFO, "a pipe"),
)
_HINT = "a trace is a file, a directory or a pipe, and - is standard input"


@dataclass(frozen=True, slots=True)
class Found:
    """A path below those that were given, or in an archive among them.

    A pipe can be read only once; what `why` speaks of is not opened at all. What has no file of its own is in a
    `spool`. `changed_ns` is when it was last changed, `damage` why not all of an archive could be unpacked.
    """

    path: str
    pipe: bool = False
    why: str = ""
    size: int = 0
    changed_ns: int | None = None
    spool: Part | None = None
    damage: str = ""


def files_below(path: str, hidden: Collection[str] = ()) -> Iterator[Found]:
    """Yield the files at or below a path; raise InputError where there is none, or where it cannot be read.

    `hidden` are names that are not skipped though they start with a dot.
    """
    try:
        status = Path(path).stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = "check the spelling; - is standard input"
        raise InputError(f"there is no file or directory {path!r}", hint=hint) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        yield from _searched(path, hidden)
    elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
        yield Found(path, stat.S_ISFIFO(status.st_mode), "", status.st_size, status.st_mtime_ns)
    else:
        raise InputError(f"{path!r} is {_kind(mode)}, which holds no trace", Place(path, 1), _HINT)


def _searched(root: str, hidden: Collection[str]) -> Iterator[Found]:
    def fail(error: OSError) -> None:
        raise _unreadable(str(error.filename or root), error) from error

    for folder, folders, files in os.walk(root, onerror=fail):
        folders[:] = sorted(name for name in folders if not is_skipped(name))
        for name in sorted(files):
            path = str(Path(folder, name))
            try:
                status = Path(path).stat()
            except OSError:  # a link that leads nowhere
                continue
            if name in hidden or not is_skipped(name):
                # whoever searches a directory does not mean to wait for the other end of a pipe
                mode = status.st_mode
                why = "" if stat.S_ISREG(mode) else f"{_kind(mode)} in a directory is not opened"
                yield Found(path, why=why, size=0 if why else status.st_size, changed_ns=status.st_mtime_ns)


def is_skipped(name: str) -> bool:
    """Say whether a name of a file or folder is one of those that are nobody's trace."""
    return name.startswith(".") or name in _SKIPPED_DIRECTORIES


def _kind(mode: int) -> str:
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "no file")


def _unreadable(path: str, error: OSError | ValueError) -> InputError:
    why = (getattr(error, "strerror", None) or str(error)).lower()
    return InputError(f"cannot read {path!r}: {why}", Place(path, 1), "check the permissions, or leave it out")
