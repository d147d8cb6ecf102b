"""Reports go where they were asked to go: whole, or with status 2 before the work starts."""

from __future__ import annotations

import json
import os
import stat
import threading

import pytest

from checker.cli.outputs import write_file


def test_a_file_gets_its_format_and_the_terminal_the_text(verify, tmp_path) -> None:
    file = tmp_path / "out.json"
    ran = verify("a.log", "--format", f"json:{file}")
    assert ran.out.startswith("✓ HOLDS")
    assert json.loads(file.read_text())["schema"] == "verify/1"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_two_files_and_another_format_on_standard_output(verify, tmp_path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.txt"]
    ran = verify("a.log", "--format", f"json:{files[0]}", "--format", f"text:{files[1]}", "--format", "json:-")
    assert ran.out == files[0].read_text()
    assert files[1].read_text().startswith("✓ HOLDS")


def test_a_file_is_never_coloured(verify, tmp_path) -> None:
    file = tmp_path / "out.txt"
    ran = verify("a.log", "--color", "always", "--format", f"text:{file}")
    assert "\x1b[" in ran.out
    assert "\x1b[" not in file.read_text()


UNUSABLE = {
    "--format yaml": ("there is no format 'yaml'", "the formats are github, gitlab, html, json, "),
    "--format json --format text": ("two reports would go to standard output", "--format json:FILE"),
    "--format json:a --format text:a": ("two reports would go to a", "--format json:FILE"),
    "--format json:": ("--format json: names no file", "--format json:FILE"),
    "--format json:missing/out.json": ("missing/out.json: cannot be written: no such file or directory", ""),
    "--format json:.": (".: cannot be written: it is a directory", ""),
}


@pytest.mark.parametrize("options", UNUSABLE)
def test_an_unusable_output_stops_before_the_work(options: str, verify, pipeline, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = verify("a.log", *options.split())
    message, hint = UNUSABLE[options]
    assert (ran.status, ran.out, pipeline.requests) == (2, "", [])
    assert message in ran.err
    assert hint in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_input_directory_is_as_it_was_while_the_work_is_done(verify, pipeline, tmp_path) -> None:
    seen: list[list[str]] = []
    pipeline.during = lambda: seen.append([path.name for path in tmp_path.iterdir()])
    verify(str(tmp_path), "--format", f"json:{tmp_path}/out.json")
    assert seen == [[]]


def test_a_failed_run_leaves_the_old_report(verify, pipeline, tmp_path) -> None:
    file = tmp_path / "out.json"
    file.write_text("old")
    pipeline.error = ValueError()
    assert verify("a.log", "--format", f"json:{file}").status == 2
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_the_mode_of_an_existing_file_stays(tmp_path) -> None:
    file = tmp_path / "out"
    file.touch()
    file.chmod(0o640)
    write_file(str(file), "new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text() == "new"


def test_a_link_stays_a_link(tmp_path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_file(str(link), "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write_file(str(pipe), "report")
    reader.join(5)
    assert got == ["report"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_text_that_cannot_be_encoded_is_escaped(tmp_path) -> None:
    file = tmp_path / "out"
    write_file(str(file), "odd \udcff name")
    assert file.read_text() == "odd \\udcff name"
