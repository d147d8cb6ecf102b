"""The table of PostgreSQL's messages: each one, and the event that it stands for."""

import pytest

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.model.vocabulary import VOCABULARY
from checker.readers.postgresql_lines import STATEMENT_CHARACTERS, Record, is_bulk, meaning, socket

WHO = {"client": "127.0.0.1:46584", "user": "app", "database": "shop", "session": "41"}
SECOND = NS_PER_S


def statement(text, duration=-1):
    return "statement", {**WHO, "statement": text, "duration_ns": duration}


def closed(lasted, **who):
    return "session_closed", {**WHO, **who, "reason": "", "lasted_ns": lasted}


def detail(kind, text):
    return kind, {"detail": text}


LINES = {
    "connection received: host=127.0.0.1 port=46584": (
        "connection_received",
        {"client": "127.0.0.1:46584", "session": "41"},
    ),
    "connection received: host=[local]": ("connection_received", {"client": "[local]", "session": "41"}),
    "connection received: host=::1 port=5": ("connection_received", {"client": "[::1]:5", "session": "41"}),
    'connection authenticated: identity="app" method=scram-sha-256': None,
    "connection authorized: user=web database=app": ("session_opened", {**WHO, "user": "web", "database": "app"}),
    "connection authorized: user=web database=app application_name=psql SSL enabled (protocol=TLSv1.3)": (
        "session_opened",
        {**WHO, "user": "web", "database": "app"},
    ),
    "replication connection authorized: user=repl application_name=standby1": (
        "session_opened",
        {**WHO, "user": "repl"},
    ),
    "disconnection: session time: 0:00:11.933 user=web database=app host=127.0.0.1 port=47098": closed(
        11_933 * NS_PER_MS, user="web", database="app", client="127.0.0.1:47098"
    ),
    "disconnection: session time: 26:01:00.5 user=web database=app host=[local]": closed(
        (26 * 3600 + 60) * SECOND + 500 * NS_PER_MS, user="web", database="app", client="[local]"
    ),
    "statement: SELECT 1": statement("SELECT 1"),
    "statement: ": statement(""),
    "execute <unnamed>: SELECT $1": statement("SELECT $1"),
    "execute s1/portal: SELECT $1": statement("SELECT $1"),
    "duration: 12.345 ms  statement: SELECT 1\n  FROM t": statement("SELECT 1\n  FROM t", 12_345_000),
    "duration: 12.345 ms  execute <unnamed>: SELECT $1": statement("SELECT $1", 12_345_000),
    "duration: 0.5 ms": statement("", 500_000),
    "starting PostgreSQL 15.20 (Debian) on x86_64": detail(
        "process_started", "starting PostgreSQL 15.20 (Debian) on x86_64"
    ),
    "database system is ready to accept connections": detail("ready", "database system is ready to accept connections"),
    "database system is ready to accept read-only connections": detail(
        "ready", "database system is ready to accept read-only connections"
    ),
    "received fast shutdown request": detail("process_stopped", "received fast shutdown request"),
    "database system is shut down": detail("process_stopped", "database system is shut down"),
    "database system was shut down at 2026-11-21 19:14:01 UTC": None,
    "server process (PID 77) was terminated by signal 9: Killed": detail(
        "process_stopped", "server process (PID 77) was terminated by signal 9: Killed"
    ),
    "all server processes terminated; reinitializing": detail(
        "process_stopped", "all server processes terminated; reinitializing"
    ),
    'listening on IPv4 address "127.0.0.1", port 5432': ("listening", {"address": "127.0.0.1:5432"}),
    'listening on IPv6 address "::1", port 5432': ("listening", {"address": "[::1]:5432"}),
    'listening on Unix socket "/run/postgresql/.s.PGSQL.5432"': (
        "listening",
        {"address": "/run/postgresql/.s.PGSQL.5432"},
    ),
    "listening on something": None,
    "checkpoint starting: time": None,
    "connection authorized": None,
    "disconnection: nothing": None,
    "execute nothing": None,
}


def record(text, severity="LOG"):
    return Record(1, severity, text, None, "db1", "41", "app", "shop", "127.0.0.1:46584")


@pytest.mark.parametrize("text", LINES)
def test_each_message(text):
    found = meaning(record(text))
    assert found == LINES[text]
    if found:
        assert set(found[1]) == set(VOCABULARY[found[0]].args)


@pytest.mark.parametrize("severity", ["WARNING", "ERROR", "FATAL", "PANIC"])
def test_a_loud_one_is_an_error_whatever_it_says(severity):
    kind, args = meaning(record("statement: SELECT 1", severity))
    assert kind == "error"
    assert args == {**WHO, "severity": severity, "message": "statement: SELECT 1"}
    assert set(args) == set(VOCABULARY["error"].args)


def test_long_statements_are_cut():
    _, args = meaning(record("statement: " + "x" * 10_000))
    assert len(args["statement"]) == STATEMENT_CHARACTERS


def test_what_comes_in_bulk_is_known_by_its_looks():
    bulk = {kind for kind, entry in VOCABULARY.items() if entry.bulk}
    for text, event in LINES.items():
        if event and event[0] in bulk and not text.startswith("replication"):
            assert is_bulk(text)
        elif event:
            assert not is_bulk(text) or text.startswith("replication")


def test_sockets():
    assert socket("10.0.0.1", "5") == "10.0.0.1:5"
    assert socket("::1", "5") == "[::1]:5"
    assert socket("[local]", "") == "[local]"
