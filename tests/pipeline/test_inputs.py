"""Which files are inputs, once each, and where and when their lines belong."""

from __future__ import annotations

import io

import pytest

from checker.base.errors import InputError
from checker.pipeline.inputs import find
from tests.pipeline.logs import Haproxy
from tests.pipeline.running import ROUTED, VIOLATED, of, run

DATE = 1795219200 * 10**9  # 2026-11-21


def names(*paths, stdin=None) -> list[str]:
    return [i.path for i in find([str(p) for p in paths], stdin)]


def touch(folder, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(f"{file}\n")


def test_directories_are_searched_and_paths_sorted(tmp_path):
    touch(tmp_path, "b/2.log", "b/1.log", "a.log", "b/c/d.txt")
    assert names(tmp_path) == [str(tmp_path / p) for p in ("a.log", "b/1.log", "b/2.log", "b/c/d.txt")]


def test_a_file_that_is_named_twice_is_one_input(tmp_path):
    touch(tmp_path, "a.log", "b.log")
    assert names(tmp_path / "b.log", tmp_path, tmp_path / "b.log") == names(tmp_path)


def test_what_tools_and_editors_leave_is_no_trace_but_may_be_named(tmp_path):
    touch(tmp_path, ".hidden", ".git/config", "x/__pycache__/y", "x/.cache/z", "x/ok")
    assert names(tmp_path) == [str(tmp_path / "x/ok")]
    assert names(tmp_path / ".hidden") == [str(tmp_path / ".hidden")]


def test_a_path_that_is_not_there_is_told_with_its_name(tmp_path):
    with pytest.raises(InputError, match="nothing-here"):
        find([str(tmp_path / "nothing-here")], None)


def test_the_directory_names_the_host_of_lines_that_do_not(tmp_path):
    touch(tmp_path, "hap1/haproxy.log")
    (found,) = find([str(tmp_path)], None)
    assert (found.context.path, found.context.host) == (str(tmp_path / "hap1/haproxy.log"), "hap1")


@pytest.mark.parametrize(
    "head", ["2026-11-21T19:00:00Z x\n", "x [21/Nov/2026:19:00:00.000] y\n", "x 2026-11-21 19:00 y\n"]
)
def test_a_date_with_a_year_dates_the_inputs_without_one(tmp_path, head):
    (tmp_path / "a.log").write_text(head)
    (tmp_path / "b.log").write_text("Nov 21 19:00:00 x\n")
    assert [i.context.reference_ns for i in find([str(tmp_path)], None)] == [DATE, DATE]


@pytest.mark.parametrize("head", ["no date\n", "[99/Xyz/2026:1\n", "2026-13-45 \n", ""])
def test_without_a_date_the_file_was_last_written_when_it_was(tmp_path, head):
    path = tmp_path / "a.log"
    path.write_text(head)
    (found,) = find([str(path)], None)
    assert found.context.reference_ns == path.stat().st_mtime_ns


def test_standard_input_is_one_input_that_can_be_read_again():
    (found,) = find(["-", "-"], io.BytesIO(b"2026-11-21T19:00:00Z x\n"))
    assert (found.path, found.context.reference_ns) == ("-", DATE)
    for _ in range(2):
        with found.open() as stream:
            assert stream.read().startswith(b"2026")


def test_a_foreign_file_is_an_input_without_a_format(tmp_path):
    touch(tmp_path, "notes.txt")
    log = Haproxy()
    log.down(10)
    log.session(15)
    log.write(tmp_path)
    outcome = run(tmp_path)
    assert {i.path.rpartition("/")[2]: i.format for i in outcome.inputs} == {"haproxy.log": "haproxy", "notes.txt": ""}
    assert of(outcome, ROUTED).verdict is VIOLATED


def test_a_host_by_directory_where_the_lines_say_localhost(tmp_path):
    for host in ("hap1", "hap2"):
        log = Haproxy(host="localhost")
        log.down(10)
        log.session(15 if host == "hap1" else 5)
        log.session(16, "pgb1")
        log.write(tmp_path, f"{host}/haproxy.log")
    (one,) = [i for i in of(run(tmp_path), ROUTED).instances if i.verdict is VIOLATED]
    assert one.observer.startswith("haproxy@hap1")
