"""Effective values are those that a HAProxy which really runs reports of itself (`show stat`).

It tells of each server its address, rise and fall where it is checked, weight, and whether it is backup or disabled;
of its durations it tells nothing, so that the pace of checks is measured.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise

import pytest

from checker.base.time import NS_PER_S
from checker.configs.haproxy.facts import BalancedServer
from tests.configs.haproxy import daemon
from tests.configs.haproxy.effective import CHECKED_AT, PACED, VARIED
from tests.configs.haproxy.reading import balancers


def as_reported(server: BalancedServer) -> dict[str, str]:
    """Return the columns of `show stat` that follow from what is configured."""
    tracks = server.checks.track.value
    disabled = server.disabled.value
    checked = server.checks.enabled.value and not disabled
    host, port = server.address.value, server.port.value
    address = "unix" if host.startswith("unix@") else f"{f'[{host}]' if ':' in host else host}:{max(port, 0)}"
    return {
        "addr": address,
        "check_rise": str(server.checks.rise.value) if checked else "",
        "check_fall": str(server.checks.fall.value) if checked else "",
        "weight": str(server.weight.value),
        "act": "0" if server.backup.value else "1",
        "bck": "1" if server.backup.value else "0",
        "tracked": f"{server.backend}/{tracks}" if tracks else "",
        "maint": str(disabled),
        "unchecked": str(not checked and not tracks and not disabled),
        "cookie": server.cookie.value,
    }


def reported(row: dict[str, str]) -> dict[str, str]:
    """Return the same columns of a row."""
    names = ("addr", "check_rise", "check_fall", "weight", "act", "bck", "tracked", "cookie")
    maint, unchecked = str(row["status"].startswith("MAINT")), str(row["status"] == "no check")
    return {**{name: row[name] for name in names}, "maint": maint, "unchecked": unchecked}


def test_there_are_enough_of_them():
    assert len(VARIED) >= 25


@pytest.mark.slow
@daemon.needed()
@pytest.mark.parametrize("name", VARIED)
def test_haproxy_reports_the_same(tmp_path, name):
    text = VARIED[name].replace("HERE", str(tmp_path)).replace("127.0.0.1:5999", f"unix@{tmp_path}/b.sock")
    rows = daemon.stats(tmp_path, text)
    said = {(row["pxname"], row["svname"]): reported(row) for row in rows if row["type"] == "2"}
    # the file that runs has two lines more at its start
    (balancer,) = balancers(f"global\n    stats socket x\n{text}")
    read = {(p.name, s.name): as_reported(s) for p in balancer.proxies for s in p.servers}
    assert read == said


@pytest.mark.slow
@daemon.needed()
def test_checks_go_where_haproxy_says(tmp_path):
    """Its state names an address and a port of checks only where they are not the server's own."""
    text = CHECKED_AT.replace("127.0.0.1:5999", f"unix@{tmp_path}/b.sock")
    (balancer,) = balancers(text)
    read = {
        server.name: (server.checks.address.value, server.checks.port.value) for server in balancer.proxies[0].servers
    }
    said = {}
    for row in daemon.states(tmp_path, text):
        host, port = row["srv_check_addr"], row["srv_check_port"]
        own = (row["srv_addr"], row["srv_port"])
        said[row["srv_name"]] = (host if host != "-" else own[0], int(port if port != "0" else own[1]))
    assert read == said
    assert len(set(read.values())) > 5


@pytest.mark.slow
@daemon.needed()
def test_checks_come_at_the_pace_that_was_read(tmp_path):
    """The shortest gap between checks is what `inter` says, and less than twice of it, on a busy machine too."""
    with ExitStack() as stack:
        seen = {name: stack.enter_context(arrivals()) for name in "abcdef"}
        text = PACED.format(**{name: port for name, (port, _) in seen.items()})
        text = text.replace("127.0.0.1:5999", f"unix@{tmp_path}/b.sock")
        with daemon.running(tmp_path, text):
            deadline = time.monotonic() + 30
            while any(len(times) < 4 for _, times in seen.values()) and time.monotonic() < deadline:
                time.sleep(0.05)
    (balancer,) = balancers(text)
    for server in (server for proxy in balancer.proxies for server in proxy.servers):
        times = seen[server.name][1]
        shortest = min(later - earlier for earlier, later in pairwise(times))
        assert 0.9 < shortest / (server.checks.inter.value / NS_PER_S) < 2, (server.name, times)


@contextmanager
def arrivals() -> Iterator[tuple[int, list[float]]]:
    """Yield a port, and when somebody connected to it; each connection is read until its other end closes it."""
    times: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    times.append(time.monotonic())
                    with connection:
                        connection.recv(1)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1], times
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
