"""What the kernel and systemd say of the programs of a host."""

from __future__ import annotations

import io

import pytest

from checker.model.event import Source
from checker.readers.haproxy import READER
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.syslog import unwrap
from checker.readers.syslog_system import system_kind

START, STOP = "process_started", "process_stopped"
LINES = {
    "kernel: Linux version 6.1.0-26-amd64 (debian-kernel@lists.debian.org) #1 SMP": START,
    "kernel: [    0.000000] Linux version 5.10.0": START,
    "kernel: Command line: Linux version 5": "",
    "systemd[1]: Started HAProxy Load Balancer.": START,
    "systemd[1]: Starting HAProxy Load Balancer...": START,
    "systemd[1]: Started haproxy.service - HAProxy Load Balancer.": START,
    "systemd[1]: Starting haproxy.service...": START,
    "systemd[1]: Stopped haproxy.service - HAProxy Load Balancer.": STOP,
    "systemd[1]: Stopping HAProxy Load Balancer...": STOP,
    "systemd[1]: Reloaded HAProxy Load Balancer.": "",
    "systemd[1]: Started haproxy-exporter.service - Metrics.": "",
    "systemd[1]: Started HAProxy exporter.": "",
    "sshd[7]: Started HAProxy Load Balancer.": "",
    "sshd[7]: Linux version 5.10.0": "",
}


@pytest.mark.parametrize("message", LINES)
def test_what_the_system_says(message):
    text = f"2026-11-21T19:18:36Z hap1 {message}"
    assert system_kind(unwrap(text.encode(), Context("")), "haproxy") == LINES[message]
    tally = Tally()
    events = list(READER.read(io.BytesIO(text.encode()), Context("log"), Wanted(), tally))
    assert [(e.kind, e.source) for e in events] == (
        [(LINES[message], Source("hap1", "haproxy", ""))] if LINES[message] else []
    )
    assert tally.unread_total == (not LINES[message])


def test_haproxy_tells_its_version_once_a_process():
    text = b"2026-11-21T19:18:36Z hap1 haproxy[31]: [NOTICE]   (31) : haproxy version is 2.6.12-1+deb12u1\n"
    (event,) = READER.read(io.BytesIO(text), Context("log"), Wanted(), Tally())
    assert (event.kind, event.source) == (START, Source("hap1", "haproxy", "31"))
