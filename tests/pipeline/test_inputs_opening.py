"""Archives among the inputs: their members are inputs, of the host that their directory names."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import time
from pathlib import Path

import pytest

from checker.pipeline.inputs import find
from tests.pipeline.logs import Haproxy
from tests.pipeline.running import ROUTED, VIOLATED, of, run

TRACES = Path(__file__).parents[2] / "traces" / "pgbouncer-ha"
LOCAL = b"Nov 21 19:18:36 localhost haproxy[31]: Server b/s is UP.\n"
HEADER = b"# pxname,svname,status,\n"


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_795_000_000
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


def hosts(*paths, stdin=None) -> dict[str, str]:
    return {Path(i.path).name if "!" not in i.path else i.path.rpartition("!/")[2]: i.context.host
            for i in find([str(p) for p in paths], stdin)}  # fmt: skip


def faulty(folder: Path) -> tuple[bytes, int]:
    """Return a log with a request to a server that is down, and the number of its line."""
    log = Haproxy()
    log.session(1, "pgb1")
    log.down(10)
    number = log.session(15)
    return log.write(folder).read_bytes(), number


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["tar", "tar.gz", "tar.xz"])
def test_members_are_inputs_wherever_the_archive_comes_from(tmp_path, pack):
    log, number = faulty(tmp_path / "plain")
    data = pack(packed(**{"hap1/haproxy.log": log}))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "logs.tar").write_bytes(data)
    for paths, stdin, path in (
        ([tmp_path / "in"], None, f"{tmp_path}/in/logs.tar!/hap1/haproxy.log"),
        ([tmp_path / "in" / "logs.tar"], None, f"{tmp_path}/in/logs.tar!/hap1/haproxy.log"),
        (["-"], io.BytesIO(data), "-!/hap1/haproxy.log"),
    ):
        (found,) = find([str(p) for p in paths], stdin)
        assert (found.path, found.context.host, found.size) == (path, "hap1", len(log))
        assert [r.name for r in found.readers] == ["haproxy"]
        for _ in range(2):
            with found.open() as stream:
                assert stream.read() == log
    outcome = run(tmp_path / "in")
    (bad,) = [f for f in of(outcome, ROUTED).findings if f.where]
    assert of(outcome, ROUTED).verdict is VIOLATED
    assert (bad.where.file, bad.where.line) == (f"{tmp_path}/in/logs.tar!/hap1/haproxy.log", number)


def test_a_packed_member_is_read_as_it_is(tmp_path):
    path = tmp_path / "logs.tar"
    path.write_bytes(packed(**{"hap1/haproxy.log.1.gz": gzip.compress(LOCAL)}))
    (found,) = find([str(path)], None)
    with found.open() as stream:
        assert stream.read() == LOCAL


def test_the_directory_of_a_member_or_else_of_the_archive_is_its_host(tmp_path):
    (tmp_path / "lb7").mkdir()
    (tmp_path / "lb7" / "logs.tar.gz").write_bytes(packed(**{"hap1/haproxy.log": LOCAL, "x/y/keepalived.log": LOCAL}))
    assert hosts(tmp_path) == {"hap1/haproxy.log": "hap1", "x/y/keepalived.log": "y"}
    (tmp_path / "lb7" / "logs.tar.gz").write_bytes(packed(**{"haproxy.log": LOCAL}))
    assert hosts(tmp_path) == {"haproxy.log": "lb7"}
    assert hosts("-", stdin=io.BytesIO(packed(**{"haproxy.log": LOCAL}))) == {"haproxy.log": "stdin"}


def test_archives_of_several_hosts_in_one_directory_are_told_apart(tmp_path):
    for name in ("hap1.tar.gz", "hap2.tgz"):
        (tmp_path / name).write_bytes(gzip.compress(packed(**{"haproxy.log": LOCAL})))
    assert {i.context.host for i in find([str(tmp_path)], None)} == {f"{tmp_path.name}/hap1", f"{tmp_path.name}/hap2"}


def test_what_nobody_means_is_not_looked_for_in_archives(tmp_path):
    path = tmp_path / "a.tar"
    path.write_bytes(packed(**{"hap1/._haproxy.log": b"x", ".git/config": b"x", "hap1/b.log": b"x"}))
    assert hosts(path) == {"hap1/b.log": "hap1"}


def test_the_time_of_a_member_is_its_own(tmp_path):
    path = tmp_path / "a.tar"
    path.write_bytes(packed(**{"b.log": b"Nov 21 19:00:00 x\n"}))
    (found,) = find([str(path)], None)
    assert found.context.reference_ns == 1_795_000_000 * 10**9


def test_what_could_be_read_of_a_damaged_archive_is_read_and_the_rest_is_told(tmp_path):
    path = tmp_path / "logs.tar"
    log, _ = faulty(tmp_path / "plain")
    whole = packed(**{"hap1/haproxy.log": log, "hap1/rest.log": b"x" * 5000})
    path.write_bytes(whole[: 512 * 6 + len(log) // 512 * 512])
    outcome = run(path)
    assert of(outcome, ROUTED).verdict is VIOLATED
    (note,) = [n for n in outcome.notes if n.code == "input-damaged"]
    assert note.where.file == str(path)
    assert note.message.startswith(f"{path} was not read whole: the archive is damaged: ")
    assert [(i.path, i.unread_total) for i in outcome.inputs if not i.format][-1][0].startswith(str(path))


def test_an_archive_without_a_file_is_an_input_that_says_so(tmp_path):
    path = tmp_path / "a.tar"
    made = tarfile.TarInfo("dir/")
    made.type = tarfile.DIRTYPE
    path.write_bytes(made.tobuf() + bytes(1024))
    (found,) = find([str(path)], None)
    assert (found.path, found.why, found.readers) == (str(path), "an archive without a file", ())


def test_a_bomb_is_told_and_harms_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr("checker.readers.archive.TOTAL_BYTES", 1 << 20)
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(packed(a=LOCAL, b=bytes(1 << 21))))
    a, bomb = sorted(find([str(path)], None), key=lambda i: -len(i.path))
    assert (a.path, bomb.path) == (f"{path}!/a", str(path))
    assert bomb.damage == "the archive is too large: 2,097,152 bytes in 'b'"


def test_hundreds_of_small_members_are_read_at_once(tmp_path):
    row = b"back,s1,UP,\n" * 20
    members = {f"stats/hap1/20261121T19{n // 60:02d}{n % 60:02d}.000Z.csv": HEADER + row for n in range(600)}
    path = tmp_path / "stats.tar.gz"
    path.write_bytes(gzip.compress(packed(**members)))
    began = time.monotonic()
    outcome = run(path)
    assert len(outcome.inputs) == 600
    assert sum(i.events for i in outcome.inputs) == 12_000
    assert time.monotonic() - began < 5  # a tenth of it where nobody else is at work


def test_the_recorded_statistics_are_told_as_unpacked_ones(tmp_path):
    archive = TRACES / "monitor_missed" / "stats.tar.gz"
    with tarfile.open(archive) as tar:
        for member in tar:  # `filter` is not in every Python 3.11
            (tmp_path / member.name).parent.mkdir(parents=True, exist_ok=True)
            if member.isfile():
                (tmp_path / member.name).write_bytes(tar.extractfile(member).read())
    inside, outside = run(archive), run(tmp_path)
    assert [(i.format, i.source, i.events) for i in inside.inputs] == [
        (i.format, i.source, i.events) for i in outside.inputs
    ]
