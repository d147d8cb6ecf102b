"""Archives (tar, however compressed): each member as an input of its own, within bounds and without writing a file."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from checker.base.errors import InputError
from checker.base.places import Place

# Far beyond what a team captures of one incident, and still what a machine can hold.
MEMBERS = 100_000
MEMBER_BYTES = 256 << 20
TOTAL_BYTES = 4 << 30
NAME_CHARACTERS = 4096
HEADER_BYTES = 1 << 20
_BLOCK = 512
_LONG = frozenset(
    {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}
)


class _Entry(tarfile.TarInfo):
    """A header of a tar. Those that hold long names and the like are read whole, so their size must be bounded."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.size > HEADER_BYTES and self.type in _LONG:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return member


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


def members(path: str, stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield `archive!/member` and the bytes of each regular file in a tar, in its order.

    Nothing is written, links and devices are passed over, and a name cannot leave the archive: `..`, a leading `/`
    and control characters are taken out of it; a name that comes again gets `#2`. Raises InputError, after what could
    be read was yielded, where the archive is damaged or beyond the bounds (a bomb): the caller keeps what it has.
    """
    total = count = 0
    seen: dict[str, int] = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|*", tarinfo=_Entry) as tar:
            for entry in tar:
                count += 1
                if count > MEMBERS:
                    raise _beyond(path, f"more than {MEMBERS:,} members")
                if not entry.isreg():
                    continue
                total += entry.size
                if entry.size > MEMBER_BYTES or total > TOTAL_BYTES:
                    raise _beyond(path, f"{entry.size:,} bytes in '{_inside(entry.name)}'")
                data = _data(tar, entry)
                yield f"{path}!/{_unique(_inside(entry.name), seen)}", data
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        why = f"the archive is damaged: {str(error) or type(error).__name__}"
        raise InputError(why, Place(path, 1), "pack it again; what could be read was read") from error


def _data(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    with tar.extractfile(entry) or _empty() as file:
        data = file.read(entry.size)
    if len(data) < entry.size:
        raise EOFError(f"'{_inside(entry.name)}' ends early")
    return data


def _empty() -> BinaryIO:
    import io

    return io.BytesIO()


def _beyond(path: str, what: str) -> InputError:
    return InputError(f"the archive is too large: {what}", Place(path, 1), "unpack it, and give the directory")


def _inside(name: str) -> str:
    parts = [part for part in name[:NAME_CHARACTERS].split("/") if part not in ("", ".", "..")]
    clean = "/".join(parts) or "unnamed"
    return "".join(c if c.isprintable() else "?" for c in clean)


def _unique(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"
