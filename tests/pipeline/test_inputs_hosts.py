"""Logs whose lines name no host: one host a directory, or one a name where a directory holds several."""

from __future__ import annotations

import pytest

from checker.pipeline.inputs import find
from checker.pipeline.inputs_hosts import host_of, stem_of

LOCAL = "Nov 21 19:18:36 localhost haproxy[31]: Server b/s is UP.\n"
NAMED = "Nov 21 19:18:36 lb9 haproxy[31]: Server b/s is UP.\n"
POOLER = "2026-11-21 19:13:52.836 UTC [43] LOG process up: PgBouncer 1.18.0, libevent 2.1\n"


def hosts(folder, **logs: str) -> dict[str, str]:
    for name, text in logs.items():
        (folder / name).write_text(text)
    return {i.path.rpartition("/")[2]: i.context.host for i in find([str(folder)], None)}


@pytest.mark.parametrize(
    "name",
    [
        "haproxy.log",
        "haproxy.iso.log",
        "haproxy.rfc5424.log",
        "haproxy.log.1",
        "haproxy.log.12.gz",
        "haproxy-20261121.log.gz",
        "haproxy",
        "haproxy.stderr.log",
        "haproxy-access.log",
        "access.log",
        "syslog",
        "syslog.2.xz",
        "haproxy.log-20261121",
        "2026-11-21.log",
    ],
)
def test_pieces_and_forms_of_one_log(name):
    assert stem_of(f"/x/{name}") == ""


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.log", "a"), ("haproxy-lb2.log.1.gz", "haproxy-lb2"), ("pgb1.log", "pgb1"), ("lb2.iso.log", "lb2")],
)
def test_what_tells_logs_apart(name, stem):
    assert stem_of(name) == stem


def test_special_files_are_hosts_of_their_own():
    assert [host_of(p) for p in ("-", "/dev/stdin", "/dev/fd/63", "/proc/self/fd/3")] == [
        "stdin",
        "stdin",
        "fd/63",
        "fd/3",
    ]


def test_two_logs_of_one_program_are_two_observers(tmp_path):
    d = tmp_path.name
    assert hosts(tmp_path, **{"a.log": LOCAL, "b.log": LOCAL}) == {"a.log": f"{d}/a", "b.log": f"{d}/b"}


def test_poolers_too(tmp_path):
    d = tmp_path.name
    assert hosts(tmp_path, **{"pgb1.log": POOLER, "pgb2.log": POOLER}) == {
        "pgb1.log": f"{d}/pgb1",
        "pgb2.log": f"{d}/pgb2",
    }


@pytest.mark.parametrize(
    "logs",
    [
        {"haproxy.log": LOCAL, "haproxy.iso.log": LOCAL, "haproxy.log.1": LOCAL},
        {"a.log": LOCAL, "b.log": NAMED},
        {"a.log": LOCAL, "b.log": POOLER},
        {"a.log": LOCAL, "a.log.1": LOCAL},
        {"a.log": LOCAL, "b.log": "notes\n"},
    ],
)
def test_one_log_is_its_directorys(tmp_path, logs):
    assert set(hosts(tmp_path, **logs).values()) == {tmp_path.name}
