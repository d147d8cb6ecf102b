"""Archives: members as inputs, names that cannot leave the archive, bounds, and damage."""

import gzip
import io
import lzma
import random
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.readers import archive
from checker.readers.archive import is_archive, unpack
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


def read(part):
    with part.open() as stream:
        return stream.read()


def unpacked(data):
    """What an archive `a.tar` holds, and why not all of it."""
    found = unpack("a.tar", io.BytesIO(data))
    return [(m.path, read(m.part)) for m in found.members], found.damaged


def listed(data):
    members, damaged = unpacked(data)
    assert damaged == {}
    return members


@pytest.mark.parametrize("format", FORMATS)
def test_members_in_their_order(format):
    data = packed(("hap1/b.csv", b"2"), ("hap1/a.csv", b"1"), ("d" * 80 + "/" + "n" * 60, b""), format=FORMATS[format])
    assert is_archive(data[:512])
    assert listed(data) == [
        ("a.tar!/hap1/b.csv", b"2"),
        ("a.tar!/hap1/a.csv", b"1"),
        ("a.tar!/" + "d" * 80 + "/" + "n" * 60, b""),
    ]


def test_archives_within_archives_are_unpacked_however_they_are_packed():
    inner = packed(("haproxy.log", b"1"))
    data = packed(("hap1.tar.gz", gzip.compress(inner)), ("hap2.tar.xz", lzma.compress(inner)), ("x", b"2"))
    assert listed(data) == [
        ("a.tar!/hap1.tar.gz!/haproxy.log", b"1"),
        ("a.tar!/hap2.tar.xz!/haproxy.log", b"1"),
        ("a.tar!/x", b"2"),
    ]


def test_archives_within_each_other_have_an_end():
    data = packed(("x", b"1"))
    for depth in range(6):
        data = packed((f"{depth}", data), ("beside", b"2"))
    members, damaged = unpacked(data)
    assert [name.count("!") for name, _ in members] == [3, 2, 1]
    assert damaged == {"a.tar!/5!/4!/3": "there are more than 3 archives within each other"}


def test_the_recorded_one():
    with open_input(str(TRACE)) as stream:
        assert is_archive(stream.read(4096))
        stream.seek(0)
        found = unpack("stats.tar.gz", stream)
    assert len(found.members) == 34
    assert found.members[0].path == "stats.tar.gz!/stats/hap1/20261121T192639.105Z.csv"
    assert all(read(m.part).startswith(b"# pxname,") for m in found.members)


def test_members_can_be_read_side_by_side_and_again():
    one, two = unpack("a.tar", io.BytesIO(packed(("a", b"1" * 99), ("b", b"2" * 99)))).members
    with one.part.open() as first, two.part.open() as second, one.part.open() as again:
        assert (first.read(9), second.read(9), again.read(3), first.read()) == (b"1" * 9, b"2" * 9, b"111", b"1" * 90)
        assert (first.seek(-1, io.SEEK_END), first.read(9), first.seek(200), first.read(9)) == (98, b"1", 200, b"")


@pytest.mark.parametrize(("mtime", "ns"), [(0, None), (1_795_000_000, 1_795_000_000 * 10**9), (1 << 40, None)])
def test_a_member_tells_when_it_was_changed_if_that_can_be(mtime, ns):
    info = tarfile.TarInfo("x")
    info.mtime = mtime
    (member,) = unpack("a.tar", io.BytesIO(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))).members
    assert member.changed_ns == ns


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


@pytest.mark.parametrize(("bound", "value"), [("MEMBERS", 1), ("TOTAL_BYTES", 19)])
def test_bounds(monkeypatch, bound, value):
    monkeypatch.setattr(archive, bound, value)
    members, damaged = unpacked(packed(("a", b"1" * 9), ("b", b"2" * 11)))
    assert members == [("a.tar!/a", b"1" * 9)]
    assert damaged["a.tar"].startswith("the archive is too large: ")


def test_the_bounds_count_for_all_that_is_within(monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS", 5)
    inner = packed(("a", b"1"), ("b", b"2"))
    members, damaged = unpacked(packed(("1.tar", inner), ("2.tar", inner)))
    assert [name for name, _ in members] == ["a.tar!/1.tar!/a", "a.tar!/1.tar!/b", "a.tar!/2.tar!/a"]
    assert damaged == {"a.tar!/2.tar": "the archive is too large: more than 5 members"}


def test_a_long_header_is_not_read():
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    _, damaged = unpacked(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))
    assert "a header of 1,099,511,627,776 bytes" in damaged["a.tar"]


def test_a_sparse_member_is_bounded():
    header = bytearray(tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"77777777777\0"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    _, damaged = unpacked(bytes(header) + bytes(2048))
    assert damaged["a.tar"].startswith("the archive is too large")


def test_what_was_read_before_the_damage_is_given():
    data = packed(("a", b"1" * 2000), ("b", b"2" * 40_000))
    members, damaged = unpacked(data[:20_000])
    assert members[0] == ("a.tar!/a", b"1" * 2000)
    assert members[1][0] == "a.tar!/b"
    assert set(members[1][1]) == {ord("2")}
    assert "'b' ends early" in damaged["a.tar"]


def test_damaged_packing_is_damage_of_the_archive(tmp_path):
    whole = gzip.compress(packed(*((f"{n}", random.Random(n).randbytes(3000)) for n in range(9))))
    path = tmp_path / "a.tar.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with open_input(str(path)) as stream:
        found = unpack("a.tar", stream)
    assert 2 <= len(found.members) <= 5
    assert found.damaged == {"a.tar": "compressed data ends early"}


@given(st.binary(max_size=2000), st.integers(0, 3000))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_raise(noise, at):
    data = packed(("a", b"1" * 600), ("b", b"2" * 600))
    for damaged in (data[:at] + noise + data[at:], data[:at] + noise, noise):
        unpacked(damaged)
        is_archive(damaged)


@pytest.mark.parametrize("head", [b"", b"\0" * 600, b"text" * 200])
def test_what_is_no_archive(head):
    assert not is_archive(head)
