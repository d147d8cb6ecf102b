"""HAProxy itself as the judge of what files mean."""

from __future__ import annotations

import csv
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def needed() -> pytest.MarkDecorator:
    """Return the mark of a test that needs HAProxy."""
    return pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")


def check(path: Path, text: str) -> tuple[int, str]:
    """Return the exit status of `haproxy -c`, and what it says; names that do not resolve are left out."""
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = subprocess.run(
        ["haproxy", "-c", "-dr", "-f", path], capture_output=True, text=True, errors="replace", check=False
    )
    return done.returncode, done.stderr


def stats(folder: Path, text: str) -> list[dict[str, str]]:
    """Start HAProxy with a configuration, and return the rows of `show stat`."""
    with running(folder, text) as ask:
        return list(csv.DictReader(ask("show stat").removeprefix("# ").splitlines()))


def states(folder: Path, text: str) -> list[dict[str, str]]:
    """Start HAProxy with a configuration, and return the rows of `show servers state`."""
    with running(folder, text) as ask:
        _, head, *rows = ask("show servers state").strip().splitlines()
    return [dict(zip(head.removeprefix("# ").split(), row.split(), strict=True)) for row in rows]


@contextmanager
def running(folder: Path, text: str) -> Iterator[Callable[[str], str]]:
    """Start HAProxy with a configuration; what is yielded asks its statistics socket."""
    path, address = folder / "haproxy.cfg", folder / "s"
    path.write_text(f"global\n    stats socket {address} level admin\n{text}")
    with subprocess.Popen(["haproxy", "-db", "-dr", "-f", path], stderr=subprocess.PIPE, text=True) as process:
        try:
            yield lambda question: _ask(address, process, question)
        finally:
            process.kill()


def _ask(address: Path, process: subprocess.Popen[str], question: str) -> str:
    """Return the answer of the statistics socket, as soon as there is one."""
    for _ in range(500):
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read() if process.stderr else "haproxy ended")
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(address))
            except OSError:
                time.sleep(0.01)
                continue
            connection.sendall(f"{question}\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    raise TimeoutError("haproxy does not answer")
