"""The server that answered a client against the server of its session's line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conform.agreement.altered import disagreements
from tests.pipeline.logs import START, Haproxy


def _trace(folder: Path, served_by: str, line: str = "pgb1", **session) -> Path:
    """A client's three queries on one connection of five seconds, and the load balancer's line of it."""
    log = Haproxy()
    log.session(9.0, "pgb3", client="192.168.1.50:50001")
    log.session(20.0, line, lasts=5000, client="192.168.1.50:50002", **session)
    log.session(40.0, "pgb2", client="192.168.1.50:50003")
    log.write(folder)
    queries = [(9.0, 50001, "pgb3"), (40.0, 50003, "pgb2"), *((at, 50002, served_by) for at in (20.5, 22, 24))]
    rows = [
        {
            "ts": START.timestamp() + at,
            "end": START.timestamp() + at + 0.005,
            "worker": "S1",
            "ok": True,
            "local": f"192.168.1.50:{port}",
            "served_by": server,
        }
        for at, port, server in queries
    ]
    (folder / "client.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_they_agree(tmp_path: Path):
    assert disagreements(_trace(tmp_path, "pgb1")) == []


def test_the_line_names_another_server(tmp_path: Path):
    (found,) = disagreements(_trace(tmp_path, "pgb2"))
    assert "pgb2 answered the query of 192.168.1.50:50002" in found.message
    assert "haproxy@hap1 logs that session with pgb1 (3 queries so)" in found.message
    assert [p.file.rpartition("/")[2] for p in (found.where, found.related[0].place) if p] == [
        "client.jsonl",
        "haproxy.log",
    ]


def test_a_redispatched_session_names_the_server_that_served_it(tmp_path: Path):
    assert disagreements(_trace(tmp_path, "pgb1", retries="+1")) == []


@pytest.mark.parametrize("server", ["", "somebody"])
def test_an_answer_that_names_no_server_says_nothing(tmp_path: Path, server: str):
    assert disagreements(_trace(tmp_path, server)) == []


def test_a_port_that_another_session_had_long_before_is_not_compared(tmp_path: Path):
    log = Haproxy()
    log.session(0.0, "pgb3", client="192.168.1.50:50002")
    log.session(60.0, "pgb3", client="192.168.1.50:50009")
    trace = _trace(tmp_path, "pgb1")
    with (trace / "hap1" / "haproxy.log").open("a") as file:
        file.writelines(f"{line}\n" for line in log.lines)
    assert disagreements(trace) == []
