"""The table of PgBouncer's messages: each line, and the event that it stands for."""

import pytest

from checker.base.time import NS_PER_S
from checker.model.vocabulary import VOCABULARY
from checker.readers.pgbouncer_lines import KNOWN, meaning, of_session


def opened(client, user="app", database="app"):
    return "session_opened", {"client": client, "user": user, "database": database, "session": ""}


def closed(client, reason, age, user="app", database="app"):
    args = {"client": client, "user": user, "database": database, "session": "", "reason": reason}
    return "session_closed", {**args, "lasted_ns": age * NS_PER_S if age >= 0 else -1}


def error(message, client="", user="", database="", severity="WARNING"):
    args = {"severity": severity, "message": message, "client": client, "user": user, "database": database}
    return "error", {**args, "session": ""}


def stats(*numbers):
    names = ("xacts_per_s", "queries_per_s", "in_bytes_per_s", "out_bytes_per_s", "xact_us", "query_us", "wait_us")
    return "pool_stats", dict(zip(names, numbers, strict=True))


def server(kind, address, **args):
    return f"server_connection_{kind}", {"server": address, "user": "app", "database": "app", **args}


C, S = "C-0x558bb25c19c0: ", "S-0x558bb25c90a0: "
LINES = {
    # sessions, 1.5 to 1.24
    f"{C}app/app@192.168.1.10:55364 login attempt: db=app user=app": opened("192.168.1.10:55364"),
    f"{C}app/app@192.168.1.10:55364 login attempt: db=app user=app tls=no": opened("192.168.1.10:55364"),
    f"{C}app/app@10.0.0.1:5 login attempt: db=app user=app tls=TLSv1.3/AES replication=no": opened("10.0.0.1:5"),
    f"{C}app/app@[::1]:55364 login attempt: db=app user=app tls=no": opened("[::1]:55364"),
    f"{C}app/app@unix:6432 login attempt: db=app user=app tls=no": opened("unix:6432"),
    f"{C}app/app@unix(77):6432 login attempt: db=app user=app tls=no": opened("unix:6432"),
    f"{C}pgbouncer/stats@10.0.0.1:9 login attempt: db=pgbouncer user=stats tls=no": opened(
        "10.0.0.1:9", "stats", "pgbouncer"
    ),
    f"{C}app/app@192.168.1.10:55364 closing because: client close request (age=33s)": closed(
        "192.168.1.10:55364", "client close request", 33
    ),
    f"{C}app/app@192.168.1.10:55364 closing because: client close request (age=33)": closed(
        "192.168.1.10:55364", "client close request", 33
    ),
    f"{C}(nodb)/(nouser)@192.168.1.10:5 closing because: client unexpected eof (age=0s)": closed(
        "192.168.1.10:5", "client unexpected eof", 0, "", ""
    ),
    f"{C}app/app@192.168.1.10:5 closing because: query_wait_timeout": closed(
        "192.168.1.10:5", "query_wait_timeout", -1
    ),
    f"{C}app/app@192.168.1.10:5 closing because: no such database: x (age=1s)": closed(
        "192.168.1.10:5", "no such database: x", 1
    ),
    f"{C}app/app@192.168.1.10:5 auth_query returned": None,
    # connections to the database
    f"{S}app/app@127.0.0.1:5432 new connection to server (from 127.0.0.1:46584)": server(
        "opened", "127.0.0.1:5432", local="127.0.0.1:46584"
    ),
    f"{S}app/app@127.0.0.1:5432 new connection to server": server("opened", "127.0.0.1:5432", local=""),
    f"{S}app/app@[2001:db8::5]:5432 new connection to server (from [2001:db8::6]:46584)": server(
        "opened", "[2001:db8::5]:5432", local="[2001:db8::6]:46584"
    ),
    f"{S}app/app@127.0.0.1:5432 closing because: server conn crashed? (age=11s)": server(
        "closed", "127.0.0.1:5432", reason="server conn crashed?", lasted_ns=11 * NS_PER_S
    ),
    f"{S}app/app@127.0.0.1:5432 closing because: server idle timeout (age=650s)": server(
        "closed", "127.0.0.1:5432", reason="server idle timeout", lasted_ns=650 * NS_PER_S
    ),
    f"{S}app/app@127.0.0.1:5432 SSL established: TLSv1.3": None,
    # errors and limits
    f"{C}(nodb)/(nouser)@10.0.0.1:9 pooler error: no more connections allowed (max_client_conn)": error(
        "pooler error: no more connections allowed (max_client_conn)", "10.0.0.1:9"
    ),
    f"{C}app/app@10.0.0.1:9 pooler error: password authentication failed": error(
        "pooler error: password authentication failed", "10.0.0.1:9", "app", "app"
    ),
    f"{S}app/app@127.0.0.1:5432 server login failed: FATAL sorry, too many clients already": error(
        "server login failed: FATAL sorry, too many clients already", "", "app", "app"
    ),
    f"{C}app/app@10.0.0.1:9 login failed: db=app user=app": error(
        "login failed: db=app user=app", "10.0.0.1:9", "app", "app"
    ),
    # processes
    "process up: PgBouncer 1.18.0, libevent 2.1.12-stable (epoll)": (
        "process_started",
        {"detail": "process up: PgBouncer 1.18.0, libevent 2.1.12-stable (epoll)"},
    ),
    "process up: pgbouncer 1.5.4, libevent 2.0.21-stable (epoll)": (
        "process_started",
        {"detail": "process up: pgbouncer 1.5.4, libevent 2.0.21-stable (epoll)"},
    ),
    "got SIGTERM, fast exit": ("process_stopped", {"detail": "got SIGTERM, fast exit"}),
    "got SIGINT, shutting down": ("process_stopped", {"detail": "got SIGINT, shutting down"}),
    "got SIGTERM, shutting down, waiting for all clients disconnect": (
        "process_stopped",
        {"detail": "got SIGTERM, shutting down, waiting for all clients disconnect"},
    ),
    "server connections dropped, exiting": ("process_stopped", {"detail": "server connections dropped, exiting"}),
    "got SIGHUP, re-reading config": None,
    "listening on 192.168.1.5:6433": ("listening", {"address": "192.168.1.5:6433"}),
    "listening on [::]:6432": ("listening", {"address": "[::]:6432"}),
    "listening on unix:/tmp/.s.PGSQL.6432": ("listening", {"address": "unix:/tmp/.s.PGSQL.6432"}),
    "kernel file descriptor limit: 20000 (hard: 20000); max_client_conn: 200, max expected fd use: 232": None,
    # statistics
    "Stats: 12 req/s, in 345 b/s, out 499 b/s,query 695 us": stats(-1, 12, 345, 499, -1, 695, -1),
    "stats: 4 xacts/s, 5 queries/s, in 345 B/s, out 499 B/s, xact 694 us, query 695 us, wait 328 us": stats(
        4, 5, 345, 499, 694, 695, 328
    ),
    "stats: 4 xacts/s, 5 queries/s, 0 client parses/s, 0 server parses/s, 0 binds/s, in 345 B/s, out 499 B/s,"
    " xact 694 μs, query 695 μs, wait 328 μs": stats(4, 5, 345, 499, 694, 695, 328),
    "stats: nothing": None,
}


@pytest.mark.parametrize("text", LINES)
def test_each_message(text):
    found = meaning(text, "WARNING" if LINES[text] and LINES[text][0] == "error" else "LOG")
    assert found == LINES[text]
    if found:
        assert set(found[1]) == set(VOCABULARY[found[0]].args)


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "FATAL"])
def test_a_loud_line_is_an_error_whatever_it_says(level):
    assert meaning("cannot bind to 0.0.0.0:6432", level) == error("cannot bind to 0.0.0.0:6432", severity=level)


@pytest.mark.parametrize("level", ["LOG", "", "INFO", "DEBUG"])
def test_a_quiet_one_is_not(level):
    assert meaning("cannot bind to 0.0.0.0:6432", level) is None


def test_syslog_keeps_no_level_but_what_a_refusal_says_is_known():
    text = f"{C}app/app@10.0.0.1:9 pooler error: password authentication failed"
    assert meaning(text, "") == LINES[text]


def test_what_comes_in_bulk_is_known_by_its_looks():
    for text, event in LINES.items():
        assert of_session(text) == (event is not None and event[0] in ("session_opened", "session_closed"))


def test_messages_that_nobody_else_writes():
    assert KNOWN.match(f"{C}app/app@10.0.0.1:9 anything")
    assert not KNOWN.match("listening on 10.0.0.1:80")
    assert not KNOWN.match("process up: nginx")
