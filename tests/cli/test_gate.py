"""`verify gate`: what it asks for, where its answers go, what it writes into files and when it does not."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.cli.patches import unified, write_patches
from tests.cli.conftest import GateRequest, Patch, Ran, Stub

Verify = Callable[..., Ran]


@pytest.fixture
def files(tmp_path: Path, pipeline: Stub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two files that have repairs, one of them with bytes that are no text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cfg").write_bytes(b"# caf\xe9\r\nfall 10\r\nend")
    (tmp_path / "b.conf").write_bytes(b"state MASTER\n")
    pipeline.patches = (
        Patch("./a.cfg", "# caf\udce9\r\nfall 10\r\nend", "# caf\udce9\r\nfall 3\r\nend"),
        Patch("b.conf", "state MASTER\n", "state BACKUP\n", ("state BACKUP", "another")),
    )
    yield tmp_path
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_the_pipeline_is_asked_for_what_was_written(verify: Verify, pipeline: Stub) -> None:
    ran = verify(
        "gate", "d", "--strict", "--env", "A=1", "--select", "x", "--baseline", "b.json", "--set", "check.fall=5"
    )
    assert ran.status == 1
    assert ran.out.startswith("✗ VIOLATED: detect-down-too-slow")
    (asked,) = pipeline.gates
    wanted = GateRequest(("d",), None, ("check.fall=5",), ("x",), True, ("A=1",), "b.json", asked.cache)
    assert asked == wanted


def test_reports_go_where_they_are_asked_to(verify: Verify, tmp_path: Path) -> None:
    ran = verify("gate", "d", "--format", f"sarif:{tmp_path}/x.sarif", "--format", "github")
    assert ran.out.startswith("::warning file=")
    assert json.loads((tmp_path / "x.sarif").read_text())["version"] == "2.1.0"


def test_the_summary(verify: Verify) -> None:
    out = verify("gate", "d", "--summary").out
    assert out.startswith("✗ VIOLATED: detect-down-too-slow, fall-threshold, missing-check\n")
    assert "     --> conf/hap 1/haproxy.cfg:23\n" in out


def test_a_line_a_finding(verify: Verify) -> None:
    out = verify("gate", "d", "--format", "lines").out
    assert out.startswith("conf/hap 1/haproxy.cfg:23:29: error: ")


def test_quiet_is_quiet(verify: Verify) -> None:
    assert verify("gate", "d", "-q") == (1, "", "")


def test_an_error_is_status_2(verify: Verify, pipeline: Stub) -> None:
    pipeline.error = InputError("no file of a known format is among the inputs")
    ran = verify("gate", "d")
    assert (ran.status, ran.out) == (2, "")
    assert "no file of a known format" in ran.err


def test_a_diff_is_all_that_is_written(files: Path, verify: Verify, pipeline: Stub) -> None:
    pipeline.patches = pipeline.patches[1:]
    ran = verify("gate", ".", "--diff")
    assert ran.status == 1
    assert "--- a/b.conf\n+++ b/b.conf\n@@ -1 +1 @@\n-state MASTER\n+state BACKUP\n" in ran.out
    assert "VIOLATED" not in ran.out
    assert (files / "b.conf").read_bytes() == b"state MASTER\n"


def test_a_report_beside_the_diff_needs_a_file(files: Path, verify: Verify, pipeline: Stub) -> None:
    pipeline.patches = pipeline.patches[1:]
    ran = verify("gate", ".", "--diff", "--format", "json")
    assert (ran.status, ran.out, pipeline.gates) == (2, "", [])
    assert "two reports would go to standard output" in ran.err
    assert verify("gate", ".", "--diff", "--format", "json:out.json").out.startswith("--- a/b.conf")
    assert json.loads((files / "out.json").read_text())["command"] == "gate"


def test_fixes_are_written_and_the_state_after_them_is_told(files: Path, verify: Verify, pipeline: Stub) -> None:
    (files / "a.cfg").chmod(0o640)
    ran = verify("gate", ".", "--fix")
    assert (files / "a.cfg").read_bytes() == b"# caf\xe9\r\nfall 3\r\nend"
    assert (files / "b.conf").read_bytes() == b"state BACKUP\n"
    assert stat.S_IMODE((files / "a.cfg").stat().st_mode) == 0o640
    assert ran.err == "verify: ./a.cfg: wrote fall 3\nverify: b.conf: wrote state BACKUP, another\n"
    assert ran.status == 0
    assert ran.out.startswith("✓ HOLDS")
    assert len(pipeline.gates) == 2


def test_repairs_that_undo_each_other_come_to_an_end(files: Path, verify: Verify, pipeline: Stub) -> None:
    there, back = (
        Patch("b.conf", "state MASTER\n", "state BACKUP\n"),
        Patch("b.conf", "state BACKUP\n", "state MASTER\n"),
    )
    pipeline.patches = (there,)
    pipeline.endless = (back, there)
    assert verify("gate", ".", "--fix", "-q").status == 0
    assert 2 < len(pipeline.gates) < 20


def test_a_file_that_changed_meanwhile_stops_every_fix(files: Path, verify: Verify, pipeline: Stub) -> None:
    pipeline.during = lambda: (files / "b.conf").write_text("mine\n") and None
    ran = verify("gate", ".", "--fix")
    assert ran.status == 2
    assert "b.conf changed while it was judged; nothing was written" in ran.err
    assert (files / "a.cfg").read_bytes() == b"# caf\xe9\r\nfall 10\r\nend"
    assert (files / "b.conf").read_text() == "mine\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_stops_every_fix(files: Path) -> None:
    folder = files / "locked"
    folder.mkdir()
    (folder / "c").write_text("x\n")
    folder.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        write_patches([Patch("a.cfg", "# caf\udce9\r\nfall 10\r\nend", ""), Patch("locked/c", "x\n", "y\n")])
    assert (files / "a.cfg").read_bytes().startswith(b"# caf")
    folder.chmod(0o700)


def test_a_missing_file_stops_every_fix(files: Path) -> None:
    with pytest.raises(InputError, match="gone: cannot be written: no such file"):
        write_patches([Patch("b.conf", "state MASTER\n", "x"), Patch("gone", "x\n", "y\n")])
    assert (files / "b.conf").read_text() == "state MASTER\n"


def test_a_link_stays_a_link(files: Path) -> None:
    (files / "link.conf").symlink_to("b.conf")
    write_patches([Patch("link.conf", "state MASTER\n", "state BACKUP\n")])
    assert (files / "link.conf").is_symlink()
    assert (files / "b.conf").read_text() == "state BACKUP\n"


def test_nothing_to_fix_is_said(verify: Verify, pipeline: Stub) -> None:
    ran = verify("gate", "d", "--fix")
    assert ran.status == 1
    assert ran.err == "verify: nothing was written: there is no repair that is known to be safe\n"
    assert len(pipeline.gates) == 1


def test_a_baseline_is_written_and_then_counts(verify: Verify, pipeline: Stub, tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    ran = verify("gate", "d", "--write-baseline", str(file))
    assert file.read_text() == "5 accepted\n"
    assert [asked.baseline for asked in pipeline.gates] == [None, str(file)]
    assert ran.status == 0
    assert 'once its "why" says the reason' in ran.err


def test_a_baseline_that_cannot_be_written_stops_before_the_work(
    verify: Verify, pipeline: Stub, tmp_path: Path
) -> None:
    ran = verify("gate", "d", "--write-baseline", f"{tmp_path}/no/such/folder")
    assert (ran.status, pipeline.gates) == (2, [])
    assert "cannot be written" in ran.err


TEXTS = st.text(st.sampled_from("ab\n\r \t\f\u2028é"), max_size=40)


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@given(TEXTS, TEXTS)
@settings(max_examples=25, deadline=None)
def test_patch_makes_of_the_diff_what_was_meant(tmp_path_factory: pytest.TempPathFactory, old: str, new: str) -> None:
    folder = tmp_path_factory.mktemp("patched")
    file = folder / "x y.cfg"
    file.write_bytes(f"{old}!".encode())
    diff = unified(Patch("x y.cfg", f"{old}!", f"{new}!"))
    if diff:
        command = ["patch", "-p1", "--binary", "--silent"]
        subprocess.run(command, input=diff.encode(), cwd=folder, check=True)
    assert file.read_bytes() == f"{new}!".encode()


def test_the_name_in_a_diff_is_one_that_tools_take() -> None:
    assert unified(Patch("./x/y.cfg", "a\n", "b\n")).startswith("--- a/x/y.cfg\n+++ b/x/y.cfg\n")
    assert unified(Patch("/etc/y.cfg", "a\n", "b\n")).startswith("--- /etc/y.cfg\n+++ /etc/y.cfg\n")
    assert unified(Patch("y.cfg", "a", "a\nb\n")).splitlines()[3:] == ["-a", "\\ No newline at end of file", "+a", "+b"]
