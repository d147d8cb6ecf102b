"""The repairs of the gate as a diff, and written into their files: all of them or none, all else byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from difflib import unified_diff
from pathlib import Path
from typing import Protocol

from checker.base.errors import InputError, unwritable
from checker.cli.outputs import create_beside


class Patch(Protocol):
    """A file, its text before and after."""

    @property
    def path(self) -> str:
        """The path as it was given or found."""

    @property
    def before(self) -> str:
        """The text that was judged."""

    @property
    def after(self) -> str:
        """The text that keeps more promises."""


def unified(patch: Patch) -> str:
    """Return the change as `git apply` and `patch -p1` take it."""
    name = patch.path.removeprefix("./")
    old, new = (name, name) if name.startswith("/") else (f"a/{name}", f"b/{name}")
    # Behind a name with a blank in it, tools want a tab.
    end = "\t" if " " in name else ""
    lines = unified_diff(_lines(patch.before), _lines(patch.after), old + end, new + end)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Return the lines as diffs know them: only a line feed ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]


def as_bytes(text: str) -> bytes:
    """Return the bytes that a text was read from, whatever they are."""
    return text.encode("utf-8", "surrogateescape")


def write_patches(patches: Sequence[Patch]) -> None:
    """Write every file anew, none before all are ready to take their places; InputError where one cannot be written.

    A file that has changed since it was read is nobody's to overwrite.
    """
    with ExitStack() as left:
        ready: list[tuple[Path, Path]] = []
        for patch in patches:
            real = Path(patch.path).resolve()
            try:
                _refuse_changed(patch, real)
                temporary = create_beside(real)
                left.callback(temporary.unlink, missing_ok=True)
                temporary.write_bytes(as_bytes(patch.after))
                temporary.chmod(real.stat().st_mode & 0o7777)
            except OSError as error:
                raise unwritable(Path(patch.path), error) from error
            ready.append((temporary, real))
        for temporary, real in ready:
            temporary.replace(real)


def _refuse_changed(patch: Patch, real: Path) -> None:
    if real.read_bytes() != as_bytes(patch.before):
        raise InputError(f"{patch.path} changed while it was judged; nothing was written", hint="run it again")
