"""Files of a git revision, written to a folder of their own so that they are read like any others."""

from __future__ import annotations

import os
import posixpath
import subprocess
from pathlib import Path
from typing import NamedTuple

from checker.base.errors import InputError

_FILES = ("100644", "100755")
_FROM_TOP = "paths are from the top of the repository; REV:./PATH is from the folder you are in"


class Revision(NamedTuple):
    """`main:docs/failover.md`: a revision, and a path from the top of the repository ('' for all of it)."""

    name: str
    path: str


def revision_of(text: str) -> Revision | None:
    """Return what `REV:PATH` names, or None where a text has no such form."""
    name, colon, path = text.partition(":")
    return Revision(name, path) if colon and name else None


def extract(revision: Revision, suffixes: tuple[str, ...], folder: Path) -> Path:
    """Write the files at, below and beside a path of a revision that have these suffixes; return where the path lies.

    Raises InputError where git, the revision or the path is not there.
    """
    if revision.name.startswith("-"):
        raise InputError(f"{revision.name!r} is no revision", hint="write REV:PATH, such as main:docs/failover.md")
    _git("rev-parse", "--git-dir", wrong=_no_repository(revision.name))
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision.name}^{{commit}}", wrong=_no_revision(revision.name))
    path = _from_top(revision.path)
    entries = _entries(commit.decode().strip(), path)
    if not entries:
        hint = f"{_FROM_TOP}; {os.devnull} stands for a version that does not have it"
        raise InputError(f"revision {revision.name} has no {path or 'file'!r}", hint=hint)
    if any(each == path for _, each in entries):
        entries = _entries(commit.decode().strip(), posixpath.dirname(path), below=False)
    for blob, name in entries:
        if name.endswith(suffixes) or name == path:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_git("cat-file", "blob", blob))
    if not (folder / path).exists():
        raise InputError(f"{revision.name}:{path} has no diagram and no contract", hint=_FROM_TOP)
    return folder / path


def _from_top(path: str) -> str:
    if path.startswith(("./", "../")):
        path = posixpath.join(_git("rev-parse", "--show-prefix").decode().strip(), path)
    path = posixpath.normpath(path) if path else ""
    if path.startswith(("../", "/")) or path == "..":
        raise InputError(f"{path} lies outside of the repository", hint=_FROM_TOP)
    return "" if path == "." else path


def _entries(commit: str, path: str, below: bool = True) -> list[tuple[str, str]]:
    """Return blobs and paths of the files at or below a path; of a folder without `below` only those in it."""
    where = [f"{path}/" if path and not below else path] if path else []
    listed = _git("ls-tree", *(["-r"] if below else []), "-z", "--full-tree", commit, "--", *where)
    found = []
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        head, _, name = line.partition("\t")
        mode, _, blob = head.partition(" blob ")
        if mode in _FILES and blob:
            found.append((blob, name))
    return found


def _no_repository(name: str) -> InputError:
    return InputError(
        f"{name!r} would be a revision of git, and this folder is in no repository",
        hint="run verify inside of the repository, or give files or folders",
    )


def _no_revision(name: str) -> InputError:
    return InputError(f"there is no revision {name!r} here", hint="git rev-parse shows what a name stands for")


def _git(*arguments: str, wrong: InputError | None = None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError as error:
        raise InputError("git cannot be run, and REV:PATH needs it", hint="give files or folders") from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise wrong or InputError(f"git {arguments[0]}: {told or 'failed'}", hint="give files or folders instead")
    return done.stdout
