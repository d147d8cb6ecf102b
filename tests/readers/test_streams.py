"""Inputs: compressed or not, whole or damaged, in blocks of any size, the lines are the same."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.readers.streams import LINE_BYTES, blocks, damage, open_input

TEXT = b"".join(b"line %d of a log\n" % n for n in range(20_000))
NOISE = random.Random(1).randbytes(300_000)


def _lines(stream, size=64):
    """What blocks must give, said in the plainest way."""
    found = []
    for block in blocks(stream, size):
        assert block.data.endswith(b"\n")
        assert block.data.count(b"\n") == block.lines
        found += enumerate(block.data.split(b"\n")[:-1], block.first_line)
    return found


def _plain(data):
    lines = data.split(b"\n")
    clipped = [line[:LINE_BYTES] for line in (lines if lines[-1] else lines[:-1])]
    pieces = ([p for p in line.split(b"\0") if p] or [b""] for line in clipped)
    return [(number, piece) for number, line in enumerate(pieces, 1) for piece in line]


PACKED = {
    "plain": lambda data: data,
    "gzip": gzip.compress,
    "gzip of several members": lambda data: gzip.compress(data[:70_001]) + gzip.compress(data[70_001:]),
    "gzip padded with zeros": lambda data: gzip.compress(data[:5]) + b"\0" * 512 + gzip.compress(data[5:]) + b"\0" * 99,
    "zstd": zstandard.compress,
    "zstd of several frames": lambda data: zstandard.compress(data[:9]) + zstandard.compress(data[9:]),
    "xz": lzma.compress,
    "xz padded with zeros": lambda data: lzma.compress(data[:9]) + bytes(8) + lzma.compress(data[9:]) + bytes(4),
    "bzip2": bz2.compress,
    "bzip2 of several streams": lambda data: bz2.compress(data[:9]) + bz2.compress(data[9:]),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("data", [TEXT, NOISE, b"no newline", b"a\r\nb\r\n"], ids=["text", "noise", "short", "crlf"])
def test_an_input_is_read_twice_whatever_packs_it(tmp_path, pack, data):
    path = tmp_path / "input"
    path.write_bytes(pack(data))
    with open_input(str(path)) as stream:
        assert stream.read() == data
        stream.seek(0)
        assert _lines(stream, 1000) == _plain(data)
        stream.seek(7)
        assert (stream.read(20), damage(stream)) == (data[7:27], "")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lzma.compress, bz2.compress])
def test_what_can_be_read_of_a_truncated_file_is_read(tmp_path, pack):
    path = tmp_path / "cut"
    packed = pack(NOISE * 7)
    path.write_bytes(packed[: len(packed) // 2])
    with open_input(str(path)) as stream:
        read = stream.read()
        assert (NOISE * 7).startswith(read)
        assert damage(stream) == "compressed data ends early"
        stream.seek(0)
        assert damage(stream) == ""
        assert stream.read() == read
    if pack is gzip.compress:
        assert len(read) > len(NOISE) // 3


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lzma.compress, bz2.compress])
def test_garbage_behind_a_member_is_reported(tmp_path, pack):
    path = tmp_path / "damaged"
    path.write_bytes(pack(TEXT) + b"garbage of some length")
    with open_input(str(path)) as stream:
        assert stream.read() == TEXT
        assert damage(stream).startswith("compressed data is damaged")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_bomb_inflates_piece_by_piece(tmp_path, pack):
    path = tmp_path / "bomb"
    path.write_bytes(pack(b"x" * 30_000_000))
    with open_input(str(path)) as stream:
        tracemalloc.start()
        assert [block.data for block in blocks(stream)] == [b"x" * LINE_BYTES + b"\n"]
        # a bz2 block may hold 900 kB, and xz the 8 MiB that its usual preset looks back
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
        tracemalloc.stop()


def test_xz_that_asks_for_too_much_memory_is_refused(tmp_path):
    path = tmp_path / "greedy.xz"
    path.write_bytes(lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30}]))
    with open_input(str(path)) as stream:
        assert (stream.read(), damage(stream)) == (b"", "compressed data is damaged: Memory usage limit exceeded")


def test_standard_input_is_spooled_so_that_it_can_be_read_again():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    for data in (TEXT, gzip.compress(TEXT)):
        with open_input("-", Pipe(data)) as stream:
            assert stream.read() == TEXT
            stream.seek(0)
            assert stream.read() == TEXT


def test_an_input_that_cannot_be_read_says_which_and_what_to_do(tmp_path):
    with pytest.raises(InputError) as missing:
        open_input(str(tmp_path / "nothing"))
    assert "no such file" in missing.value.message
    assert missing.value.place.file.endswith("nothing")
    assert missing.value.hint
    with pytest.raises(InputError) as folder:
        open_input(str(tmp_path))
    assert "directory" in folder.value.hint


def test_nul_bytes_part_messages_and_keep_the_numbers_of_lines():
    text = b"\0\0one\ntwo, cut o\0\0\0three\nfour\n\0\0\n\0five"
    numbered = [(1, b"one"), (2, b"two, cut o"), (2, b"three"), (3, b"four"), (4, b""), (5, b"five")]
    assert _lines(io.BytesIO(text)) == numbered


@given(st.binary(max_size=400).map(lambda data: data.replace(b"\x01", b"\n")), st.integers(1, 50))
def test_blocks_of_any_size_give_the_same_lines(data, size):
    assert _lines(io.BytesIO(data), size) == _plain(data)


@pytest.mark.parametrize("length", [LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 5 * LINE_BYTES + 3])
@pytest.mark.parametrize("size", [1000, LINE_BYTES, 1 << 20])
@pytest.mark.parametrize("end", [b"", b"\n", b"\nnext\nlast"])
def test_an_overlong_line_is_clipped_and_the_next_one_keeps_its_number(length, size, end):
    data = b"first\n" + b"x" * length + end
    assert _lines(io.BytesIO(data), size) == _plain(data)


@given(st.binary(max_size=200))
def test_no_bytes_make_a_compressed_input_raise(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "bytes"
    for magic in (b"", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"):
        path.write_bytes(magic + data)
        with open_input(str(path)) as stream:
            stream.read()
            stream.seek(0)
            stream.read()
