"""What lies below a path: files, pipes, and what is told rather than opened."""

from __future__ import annotations

import os
import socket
import threading

import pytest

from checker.base.errors import InputError
from checker.pipeline.inputs import find
from checker.pipeline.inputs_files import files_below

LINE = b"Nov 21 19:18:36 hap1 haproxy[31]: Server b/s is UP.\n"


def test_a_pipe_is_kept_so_that_it_can_be_read_again(tmp_path):
    (tmp_path / "hap1").mkdir()
    path = str(tmp_path / "hap1/pipe")
    os.mkfifo(path)
    threading.Thread(target=lambda: open(path, "wb").write(LINE)).start()  # noqa: SIM115, PTH123
    (found,) = find([path], None)
    assert [reader.name for reader in found.readers] == ["haproxy"]
    assert found.context.host == "hap1"
    for _ in range(2):
        with found.open() as stream:
            assert stream.read() == LINE


def test_what_a_shell_substitutes_is_a_pipe_of_its_own():
    ends = [os.pipe() for _ in range(2)]
    for _, end in ends:
        os.write(end, LINE)
        os.close(end)
    inputs = find([f"/dev/fd/{start}" for start, _ in ends], None)
    assert [i.context.host for i in inputs] == sorted(f"fd/{start}" for start, _ in ends)
    assert all(i.readers for i in inputs)


@pytest.mark.parametrize(("path", "kind"), [("/dev/null", "device"), ("socket", "socket")])
def test_what_holds_no_trace_is_told(tmp_path, monkeypatch, path, kind):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(InputError, match=f"'{path}' is a {kind}") as error:
            list(files_below(path))
    assert "directory or a pipe" in error.value.hint


def test_in_a_directory_it_is_an_unknown_input_and_not_opened(tmp_path):
    (tmp_path / "a.log").write_bytes(LINE)
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    log, pipe, sock = find([str(tmp_path)], None)
    assert (log.why, pipe.why) == ("", "a pipe in a directory is not opened")
    assert (sock.why, sock.readers, sock.size) == ("a socket in a directory is not opened", (), 0)


def test_a_link_that_leads_nowhere_is_no_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    assert list(files_below(str(tmp_path))) == []


@pytest.mark.parametrize("folder", ["", "hap1"])
def test_a_directory_that_cannot_be_searched_is_told(tmp_path, monkeypatch, folder):
    (tmp_path / "hap1").mkdir()
    closed = str(tmp_path / folder)
    scandir = os.scandir

    def refuse(path):
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="permission denied") as error:
        find([str(tmp_path)], None)
    assert error.value.place.file == closed
