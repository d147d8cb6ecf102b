"""Answers of a database on the wire: the first row of a SELECT without its secrets, and nothing that is not whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.readers.packets_sql import first_row
from tests.readers.capture_data.build import ACK, MS, PSH, RST, START, S, pcap, read, tcp

A, B = "10.77.0.21:36712", "10.77.0.30:3306"
EOF = b"\xfe\0\0\2\0"


def packet(number: int, content: bytes) -> bytes:
    return len(content).to_bytes(3, "little") + bytes([number]) + content


def text(value: str | None) -> bytes:
    data = (value or "").encode()
    return (
        b"\xfb"
        if value is None
        else (bytes([len(data)]) if len(data) < 251 else b"\xfc" + len(data).to_bytes(2, "little")) + data
    )


def answer(columns: list[str], *rows: list[str | None], ends: bool = False) -> bytes:
    """A text result set as the servers write it; `ends` as for clients that want an end of the columns."""
    parts = [bytes([len(columns)])]
    parts += [b"".join(map(text, ("def", "db", "u", "users", name, name))) + b"\x0c" + bytes(12) for name in columns]
    parts += [EOF] if ends else []
    parts += [b"".join(map(text, row)) for row in rows] + [EOF]
    return b"".join(packet(n, part) for n, part in enumerate(parts, 1))


COLUMNS = ["id", "password", "stream_key", "username"]
ROW: list[str | None] = ["1", "$2a$10$lab", "9f2c4e7ab1d05836", "alice"]
TOLD = {"id": "1", "stream_key": "9f2c4e7ab1d05836", "username": "alice"}
ASKED = "select u.id from users u where u.stream_key='9f2c4e7ab1d05836'"
QUERY = packet(0, b"\3" + ASKED.encode())


@pytest.mark.parametrize("ends", [False, True])
def test_the_first_row_without_its_secrets(ends: bool):
    assert first_row(answer(COLUMNS, ROW, ends=ends)) == TOLD
    assert first_row(answer(COLUMNS, ROW, ["2", "x", "y", "bob"], ends=ends)) == TOLD


def test_what_is_null_is_left_out_and_long_texts_are_read():
    assert first_row(answer(["a", "b"], [None, "x" * 300])) == {"b": "x" * 300}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        packet(1, b"\0\0\0\2\0\0\0"),  # no result set
        packet(1, b"\xff\x48\4#HY000No"),  # an error
        answer(COLUMNS),  # nothing was found
        answer(COLUMNS, ROW)[:-20],  # not whole
        answer(["a", "a"], ["1", "2"]),  # two columns of one name
    ],
)
def test_where_there_is_no_row_to_read(payload: bytes):
    assert first_row(payload) == {}


def test_a_query_and_its_answer_in_a_capture():
    asks, says = tcp(A, B, PSH | ACK, 11, 21, QUERY), tcp(B, A, PSH | ACK, 21, 100, answer(COLUMNS, ROW))
    (event,), _ = read(pcap([(0, asks), (MS, says)]), "sql_answer")
    assert event.time == Interval(START * S, START * S + 999)
    assert (event.args["statement"], json.loads(event.args["row"])) == (ASKED, TOLD)
    assert event.args["ended_ns"] == START * S + MS
    assert "lab" not in event.text + str(event.args)


def test_a_connection_that_is_reset_answers_nothing():
    asks, gone = tcp(A, B, PSH | ACK, 11, 21, QUERY), tcp(B, A, RST, 21)
    late = tcp(B, A, PSH | ACK, 21, 100, answer(COLUMNS, ROW))
    assert read(pcap([(0, asks), (MS, gone), (2 * MS, late)]), "sql_answer")[0] == []


def test_what_is_no_select_is_not_kept():
    for query in (packet(0, b"\3update users set x=1"), packet(0, b"\x16select 1"), QUERY[:-1], QUERY + b"x"):
        asks, says = tcp(A, B, PSH | ACK, 11, 21, query), tcp(B, A, PSH | ACK, 21, 100, answer(COLUMNS, ROW))
        assert read(pcap([(0, asks), (MS, says)]), "sql_answer")[0] == []


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes(data: bytes):
    first_row(data)
    first_row(answer(COLUMNS, ROW)[: len(data)] + data)
