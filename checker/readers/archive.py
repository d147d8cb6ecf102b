"""Archives (tar, however compressed): each member as an input of its own, within bounds, in one temporary file."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from checker.base.time import NS_PER_S
from checker.readers.spool import Part, added, new_spool
from checker.readers.streams import damage, decompressed

# Far beyond what a team captures of one incident, and still what a disk can hold.
MEMBERS = 100_000
TOTAL_BYTES = 4 << 30
NAME_CHARACTERS = 4096
HEADER_BYTES = 1 << 20
# Archives of several hosts' archives are usual; archives that hold themselves are made to do harm.
DEPTH = 3
_BLOCK = 512
# 2001 to 2242
_PLAUSIBLE_S = (10**9, 1 << 33)
_LONG = frozenset(
    {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: `archive!/name`, its bytes, and when (ns) it was last changed, if that is said."""

    path: str
    part: Part
    changed_ns: int | None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive holds, in its order, and why it, or one within it, was not read to its end."""

    members: list[Member] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)


def is_archive(head: bytes) -> bool:
    """Say whether an input that starts with `head` (decompressed) is a tar: by the check sum of its first header."""
    block = head[:_BLOCK]
    if len(block) < _BLOCK or not block[0]:
        return False
    try:
        said = int(block[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return said == sum(block[:148]) + 8 * 32 + sum(block[156:])


def unpack(path: str, stream: BinaryIO) -> Unpacked:
    """Return every regular file in a tar, and in the tars within it, as far as it can be read within the bounds.

    Links and devices are passed over, and a name cannot leave the archive: `..`, a leading `/` and control characters
    are taken out of it; a name that comes again gets `#2`. Never raises on any bytes.
    """
    work = _Unpacking(new_spool(), Unpacked())
    work.unpack(path, stream, 1)
    return work.found


class _BeyondError(Exception):
    """An archive is larger than its bounds."""


class _Entry(tarfile.TarInfo):
    """A header of a tar. Those that hold long names and the like are read whole, so their size must be bounded."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.size > HEADER_BYTES and self.type in _LONG:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return member


@dataclass(slots=True)
class _Unpacking:
    """The work on one archive: the bounds count for all that is within it."""

    spool: BinaryIO
    found: Unpacked
    count: int = 0

    def unpack(self, path: str, stream: BinaryIO, depth: int) -> None:
        """Take what one tar holds."""
        try:
            for member in self._members(path, stream):
                self._take(member, depth)
        except _BeyondError as error:
            self.found.damaged.setdefault(path, f"the archive is too large: {error}")
        except Exception as error:  # of tarfile, and of whatever a damaged header makes it do
            self.found.damaged.setdefault(path, f"the archive is damaged: {str(error) or type(error).__name__}")
        if why := damage(stream):
            self.found.damaged[path] = why

    def _take(self, member: Member, depth: int) -> None:
        with decompressed(member.part.open()) as stream:
            if not is_archive(stream.read(_BLOCK)):
                self.found.members.append(member)
                return
            if depth == DEPTH:
                self.found.damaged[member.path] = f"there are more than {DEPTH} archives within each other"
                return
            stream.seek(0)
            self.unpack(member.path, stream, depth + 1)

    def _members(self, path: str, stream: BinaryIO) -> Iterator[Member]:
        seen: dict[str, int] = {}
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry) as tar:
            for entry in tar:
                self.count += 1
                if self.count > MEMBERS:
                    raise _BeyondError(f"more than {MEMBERS:,} members")
                if entry.isreg():
                    name = _inside(entry.name)
                    part = self._copied(name, tar, entry)
                    yield Member(f"{path}!/{_unique(name, seen)}", part, _changed_ns(entry))
                    if part.size < entry.size:
                        raise EOFError(f"'{name}' ends early")

    def _copied(self, name: str, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Part:
        """Copy a member as far as it goes."""
        if self.spool.seek(0, 2) + entry.size > TOTAL_BYTES:
            raise _BeyondError(f"{entry.size:,} bytes in '{name}'")
        file = tar.extractfile(entry)
        if file is None:
            raise tarfile.ReadError(f"'{name}' has no content")
        with file:
            return added(self.spool, _pieces(file))


def _changed_ns(entry: tarfile.TarInfo) -> int | None:
    """Return the time of a member; what packs the same bytes each time gives one that means nothing."""
    return int(entry.mtime) * NS_PER_S if _PLAUSIBLE_S[0] <= entry.mtime <= _PLAUSIBLE_S[1] else None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a member up to where it ends, or where the archive does."""
    while True:
        try:
            piece = file.read(_BLOCK * 16)
        except (tarfile.TarError, EOFError, OSError):
            return
        if not piece:
            return
        yield piece


def _inside(name: str) -> str:
    parts = [part for part in name[:NAME_CHARACTERS].split("/") if part not in ("", ".", "..")]
    clean = "/".join(parts) or "unnamed"
    return "".join(c if c.isprintable() else "?" for c in clean)


def _unique(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"
