"""Inputs as streams of bytes that can be read twice, decompressed by content, and cut into blocks of whole lines."""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from checker.base.errors import InputError
from checker.base.places import Place
from checker.readers.recoding import Recoded, as_utf8
from checker.readers.rereadable import Rereadable
from checker.readers.spool import Part, added, new_spool, pieces

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK_BYTES = 1 << 20
# Far beyond any log line that means something; what is longer is binary data or a runaway message.
LINE_BYTES = 1 << 16

# Small pieces in and at most a block out: a file that inflates a thousandfold must not fill the memory.
_CHUNK = 1 << 16
_ZSTD_CHUNK = 1 << 13
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_XZ = b"\xfd7zXZ\0"
_BZIP2 = re.compile(rb"BZh[1-9]1AY&SY")
_MAGIC_BYTES = 10
# what xz itself needs at its highest preset is a quarter of this
_XZ_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines, each ended by a newline, with the number of the first and how many they are."""

    data: bytes
    first_line: int
    lines: int

    @property
    def last_line(self) -> int:
        """The number of the last line: so many lines there were up to here."""
        return self.first_line + self.lines - 1


_ZlibDecoder = type(zlib.decompressobj())


class _Decoder(Protocol):
    """One compressed stream (a gzip member, a zstd frame, an xz stream) as all their modules offer it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Bounded(_Decoder, Protocol):
    """What `lzma` and `bz2` offer: they keep what they were given until it is asked for."""

    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Unbounded(_Decoder, Protocol):
    """What `zstandard` offers."""

    def decompress(self, data: bytes, /) -> bytes: ...


def open_input(path: str, stdin: BinaryIO | None = None) -> BinaryIO:
    """Open a path, or standard input for `-`, as a seekable stream of decompressed bytes."""
    try:
        # the caller closes the stream that is returned
        raw = spooled(stdin or sys.stdin.buffer).open() if path == "-" else Path(path).open("rb")  # noqa: SIM115
    except OSError as error:
        hint = "give the files in it, or let the directory be searched" if Path(path).is_dir() else "check the path"
        raise InputError(f"cannot read: {(error.strerror or str(error)).lower()}", Place(path, 1), hint) from error
    return decompressed(raw)


def decompressed(raw: BinaryIO) -> BinaryIO:
    """Return a seekable stream from its start, without the packing that its first bytes show."""
    magic = raw.read(_MAGIC_BYTES)
    raw.seek(0)
    packing = _packing(magic)
    return as_utf8(io.BufferedReader(_Inflated(raw, packing), BLOCK_BYTES)) if packing else as_utf8(raw)


def _packing(magic: bytes) -> str:
    if magic.startswith(_GZIP):
        return "gzip"
    if magic.startswith(_ZSTD):
        return "zstd"
    return "xz" if magic.startswith(_XZ) else "bzip2" if _BZIP2.match(magic) else ""


def damage(stream: BinaryIO) -> str:
    """Return why the bytes of a compressed stream ended early when they were last read, or ''."""
    inner = getattr(stream, "raw", None)
    if isinstance(inner, Recoded):
        return inner.damage or damage(inner.source)
    # of what is computed from another stream, that one's damage is its own
    return str(getattr(inner, "damage", ""))


def blocks(stream: BinaryIO, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Yield the stream from here on as blocks of whole lines; only the first 64 KiB of a line are kept.

    Memory stays below the size of two blocks and one line. A last line without a newline gets one.
    """
    number, rest = 1, b""
    while chunk := stream.read(size):
        if len(rest) == LINE_BYTES:  # inside an overlong line: the rest of it is passed over
            end = chunk.find(b"\n")
            if end < 0:
                continue
            chunk = chunk[end:]
        data = rest + chunk
        cut = data.rfind(b"\n") + 1
        rest = data[cut : cut + LINE_BYTES]
        if cut:
            block = _block(data[:cut], number)
            number += block.lines
            yield from without_nuls(block)
    if rest:
        yield from without_nuls(Block(rest + b"\n", number, 1))


def without_nuls(block: Block) -> Iterator[Block]:
    """Yield a block without NUL bytes, of which a power loss leaves whole runs in a log.

    What stands before and behind a run are two messages (one of them cut off) that share the number of their line.
    """
    data, at, number = block.data, 0, block.first_line
    while (nul := data.find(b"\0", at)) >= 0:
        start, end = data.rfind(b"\n", at, nul) + 1 or at, data.index(b"\n", nul) + 1
        if start > at:
            whole = Block(data[at:start], number, data.count(b"\n", at, start))
            number += whole.lines
            yield whole
        for piece in [piece for piece in data[start : end - 1].split(b"\0") if piece] or [b""]:
            yield Block(piece + b"\n", number, 1)
        at, number = end, number + 1
    if at < len(data):
        yield Block(data[at:], number, block.first_line + block.lines - number) if at else block


def _block(data: bytes, number: int) -> Block:
    """Clip overlong lines. Hopping from newline to newline finds them without looking at every line."""
    at = 0
    while at < len(data):
        end = data.rfind(b"\n", at, at + LINE_BYTES + 1)
        if end < 0:
            data = b"".join(line[:LINE_BYTES] + b"\n" for line in data.split(b"\n")[:-1])
            break
        at = end + 1
    return Block(data, number, data.count(b"\n"))


def spooled(source: BinaryIO) -> Part:
    """Copy a pipe to a temporary file, because an input is read twice: for the timeline, then for the windows."""
    return added(new_spool(), pieces(source))


class _Inflated(Rereadable):
    """The decompressed bytes of a packed file, of all its members; what is damaged ends the stream."""

    STEP = _CHUNK

    def __init__(self, source: BinaryIO, packing: str) -> None:
        super().__init__()
        self._source = source
        self._packing = packing
        self._restart()

    def _restart(self) -> None:
        self._source.seek(0)
        self._decoder: _Decoder | None = None
        self._input = b""
        self._output = memoryview(b"")
        self._position = 0
        self.damage = ""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with the next decompressed bytes; 0 at the end."""
        while not self._output and self._fill():
            pass
        return self._hand_out(buffer)

    def _fill(self) -> bool:
        """Decompress one more piece; false at the end, or where the data cannot be continued."""
        pending = self._decoder is not None and not getattr(self._decoder, "needs_input", True)
        if not self._input and not pending:
            self._input = self._source.read(_ZSTD_CHUNK if self._packing == "zstd" else _CHUNK)
        try:
            return self._inflate() if self._input or pending else self._finish()
        except Exception as error:  # zlib.error, LZMAError, ZstdError (whose modules may not be loaded) mean the same
            self.damage = f"compressed data is damaged: {error}"
            self._input, self._decoder = b"", None
            self._source.seek(0, io.SEEK_END)
            return False

    def _inflate(self) -> bool:
        self._decoder = decoder = self._decoder or self._new_decoder()
        if isinstance(decoder, _ZlibDecoder):
            self._output = memoryview(decoder.decompress(self._input, BLOCK_BYTES))
            self._input = decoder.unconsumed_tail
        elif self._packing == "zstd":
            self._output, self._input = memoryview(cast("_Unbounded", decoder).decompress(self._input)), b""
        else:
            piece = cast("_Bounded", decoder).decompress(self._input, BLOCK_BYTES)
            self._output, self._input = memoryview(piece), b""
        if decoder.eof:
            # padding with zeros between members is allowed by gzip and written by tapes and block devices
            self._input, self._decoder = decoder.unused_data.lstrip(b"\0"), None
        return True

    def _finish(self) -> bool:
        decoder, self._decoder = self._decoder, None
        if decoder is None:
            return False
        if isinstance(decoder, _ZlibDecoder):
            self._output = memoryview(decoder.flush())
        if not decoder.eof:
            self.damage = "compressed data ends early"
        return bool(self._output)

    def _new_decoder(self) -> _Decoder:
        """Return a decoder; only who reads what it is for pays for its module."""
        if self._packing == "gzip":
            return zlib.decompressobj(wbits=31)
        if self._packing == "xz":
            import lzma

            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
        if self._packing == "bzip2":
            import bz2

            return bz2.BZ2Decompressor()
        import zstandard

        return zstandard.ZstdDecompressor().decompressobj()

    def close(self) -> None:
        """Close the compressed file too."""
        self._source.close()
        super().close()
