"""HAProxy's own log-formats from a configuration beside the log, or from the contract, through a whole check."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from checker.base.errors import InputError
from tests.pipeline.logs import START
from tests.pipeline.running import ROUTED, VIOLATED, of, run

ROOT = Path(__file__).parents[2]
FORMAT = "%Ts.%ms %ci:%cp %b/%s %Tw/%Tc/%Tt %ts %rc %bi:%bp"
CFG = f'defaults\n  mode tcp\n  log-format "{FORMAT}"\nfrontend f\n  bind :1\n'
FIRST = round(START.timestamp())


def line(at: int, text: str, *, program: str = "haproxy[31]") -> str:
    return f"2026-11-21T19:{at // 60:02d}:{at % 60:02d}.500000+00:00 hap1 {program}: {text}\n"


def session(at: int, server: str = "pgb2") -> str:
    return line(at, f"{FIRST + at}.400 10.0.0.1:{4000 + at} pgbouncer_back/{server} 1/0/100 -- 0 10.0.0.2:99")


DOWN = "Server pgbouncer_back/pgb2 is DOWN. 2 active and 0 backup servers left. 0 sessions active, 0 requeued."
LOG = session(1) + line(3, DOWN) + session(5, "pgb1") + session(6)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hap1").mkdir()
    (tmp_path / "hap1" / "haproxy.log").write_text(LOG)
    return tmp_path


def routed(*paths, **options) -> list[int]:
    """The lines of the requests that were routed to a server that was down."""
    outcome = run(*paths, select=(ROUTED,), **options)
    return [f.where.line for f in of(outcome, ROUTED).findings if f.verdict is VIOLATED]


def unread(*paths, **options) -> list[str]:
    return [why for i in run(*paths, select=(ROUTED,), **options).inputs for _, why in i.unread if i.format]


def spec(folder: Path, *lines: str) -> str:
    shutil.copytree(ROOT / "spec", folder / "spec")
    path = folder / "spec" / "pgbouncer-ha.yaml"
    path.write_text(path.read_text() + "\n" + "\n".join(lines) + "\n")
    return str(path)


def test_without_the_format_its_lines_are_unread_and_with_it_they_count(folder):
    assert (routed(folder), unread(folder)) == ([], ["unknown haproxy line"] * 3)
    (folder / "hap1" / "haproxy.cfg").write_text(CFG)
    assert (routed(folder), unread(folder)) == ([4], [])
    assert (routed(folder / "hap1" / "haproxy.log"), unread(folder)) == ([4], [])


def test_the_configuration_of_another_directory_does_not_count(folder):
    (folder / "hap2").mkdir()
    (folder / "hap2" / "haproxy.cfg").write_text(CFG)
    (folder / "haproxy.cfg").write_text(CFG)
    assert routed(folder) == []


def test_both_may_lie_in_an_archive(folder):
    with tarfile.open(folder / "logs.tar.gz", "w:gz") as tar:
        for name, text in (("hap1/haproxy.cfg", CFG), ("hap1/haproxy.log", LOG)):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    assert routed(folder / "logs.tar.gz") == [4]


def test_the_contract_may_state_it(folder):
    path = spec(folder, "logs:", "  haproxy:", f"    format: '{FORMAT}'")
    assert (routed(folder / "hap1", spec=path), unread(folder / "hap1", spec=path)) == ([4], [])


def test_the_contract_may_state_several(folder):
    path = spec(folder, "logs: {haproxy: {format: ['%t %b/%s %Tw', '" + FORMAT + "']}}")
    assert routed(folder / "hap1", spec=path) == [4]


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("logs: {haproxy: {format: '%t %b/%s'}}", "this log-format has no %Tw"),
        ("logs: {haproxy: {fromat: '%t %b/%s'}}", "unknown key 'fromat'"),
        ("logs: {nginx: {format: '%t'}}", "unknown key 'nginx'"),
    ],
)
def test_what_is_wrong_in_the_contract_stops_the_program_with_its_place(folder, stated, message):
    path = spec(folder, stated)
    with pytest.raises(InputError, match=rf"pgbouncer-ha\.yaml:\d+:\d+: {message}"):
        run(folder / "hap1", spec=path)


def test_sessions_alone_are_recognised(folder):
    (folder / "hap1" / "haproxy.cfg").write_text(CFG)
    (folder / "hap1" / "haproxy.log").write_text(session(1) + session(2))
    log = next(i for i in run(folder, select=(ROUTED,)).inputs if i.path.endswith(".log"))
    assert (log.format, log.unread_total) == ("haproxy", 0)


def test_a_format_that_lacks_something_leaves_its_lines_unread_with_the_reason(folder):
    (folder / "hap1" / "haproxy.cfg").write_text(CFG.replace("%Tw/%Tc/%Tt", "1/%Tc/%Tt"))
    (why,) = set(unread(folder))
    assert why.startswith("unknown session format: the log-format has no %Tw")
    assert why.endswith("hap1/haproxy.cfg:3)")


def test_usual_lines_beside_such_lines_are_read_as_ever(folder):
    usual = "10.0.0.9:7 [21/Nov/2026:19:00:07.400] f pgbouncer_back/pgb2 1/0/100 412 -- 4/4/3/0/0 0/0"
    (folder / "hap1" / "haproxy.cfg").write_text(CFG)
    (folder / "hap1" / "haproxy.log").write_text(LOG + line(7, usual))
    assert routed(folder) == [4, 5]


@pytest.mark.parametrize(
    "data", [b"\0" * 5000, b"\xff" * 5000, b"defaults\n" * 600_000, CFG.encode() + b"#" * (5 << 20)]
)
def test_a_configuration_that_is_none_harms_nobody(folder, data):
    (folder / "hap1" / "haproxy.cfg").write_bytes(data)
    assert unread(folder / "hap1" / "haproxy.log") == ["unknown haproxy line"] * 3


def test_what_is_no_file_beside_a_log_is_not_opened(folder):
    (folder / "hap1" / "haproxy.cfg").mkdir()
    assert routed(folder) == []
