"""Archives: members as inputs, names that cannot leave the archive, bounds, and damage."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.readers import archive
from checker.readers.archive import is_archive, members
from checker.readers.streams import open_input

TRACE = Path(__file__).parents[2] / "traces" / "pgbouncer-ha" / "monitor_missed" / "stats.tar.gz"
FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def packed(*entries, format=tarfile.PAX_FORMAT):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=format) as tar:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


def listed(data):
    return list(members("a.tar", io.BytesIO(data)))


@pytest.mark.parametrize("format", FORMATS)
def test_members_in_their_order(format):
    data = packed(("hap1/b.csv", b"2"), ("hap1/a.csv", b"1"), ("d" * 80 + "/" + "n" * 60, b""), format=FORMATS[format])
    assert is_archive(data[:512])
    assert listed(data) == [
        ("a.tar!/hap1/b.csv", b"2"),
        ("a.tar!/hap1/a.csv", b"1"),
        ("a.tar!/" + "d" * 80 + "/" + "n" * 60, b""),
    ]


def test_compressed_ones_are_read_as_they_are():
    assert listed(gzip.compress(packed(("a.csv", b"1")))) == [("a.tar!/a.csv", b"1")]


def test_the_recorded_one():
    with open_input(str(TRACE)) as stream:
        assert is_archive(stream.read(4096))
        stream.seek(0)
        found = list(members("stats.tar.gz", stream))
    assert len(found) == 34
    assert found[0][0] == "stats.tar.gz!/stats/hap1/20261121T192639.105Z.csv"
    assert all(data.startswith(b"# pxname,") for _, data in found)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("./a//b/./c", "a/b/c"),
        ("..", "unnamed"),
        ("a\x1b[2Jb", "a?[2Jb"),
    ],
)
def test_a_name_cannot_leave_the_archive(name, inside):
    assert listed(packed((name, b"x"))) == [(f"a.tar!/{inside}", b"x")]


def test_a_name_that_comes_again_is_told_apart():
    assert [name for name, _ in listed(packed(("a", b"1"), ("./a", b"2")))] == ["a.tar!/a", "a.tar!/a#2"]


def test_links_and_devices_are_passed_over():
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo("x")
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    assert listed(made.getvalue()) == []


@pytest.mark.parametrize(("bound", "value"), [("MEMBERS", 1), ("MEMBER_BYTES", 9), ("TOTAL_BYTES", 19)])
def test_bounds(monkeypatch, bound, value):
    monkeypatch.setattr(archive, bound, value)
    found = members("a.tar", io.BytesIO(packed(("a", b"1" * 9), ("b", b"2" * 11))))
    assert next(found)[0] == "a.tar!/a"
    with pytest.raises(InputError, match=r"a\.tar:1:1: the archive is too large"):
        list(found)


def test_a_long_header_is_not_read():
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    with pytest.raises(InputError, match="damaged"):
        listed(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))


def test_a_sparse_member_is_bounded():
    header = bytearray(tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"77777777777\0"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    with pytest.raises(InputError):
        listed(bytes(header) + bytes(2048))


def test_what_was_read_before_the_damage_is_given():
    data = packed(("a", b"1" * 2000), ("b", b"2" * 2000))
    found = members("a.tar", io.BytesIO(data[:4000]))
    assert next(found)[1] == b"1" * 2000
    with pytest.raises(InputError, match="damaged"):
        next(found)


@given(st.binary(max_size=2000), st.integers(0, 3000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_end(noise, at):
    data = packed(("a", b"1" * 600), ("b", b"2" * 600))
    try:
        listed(data[:at] + noise + data[at:])
        listed(noise)
    except InputError:
        pass
    is_archive(noise)


@pytest.mark.parametrize("head", [b"", b"\0" * 600, b"text" * 200])
def test_what_is_no_archive(head):
    assert not is_archive(head)
