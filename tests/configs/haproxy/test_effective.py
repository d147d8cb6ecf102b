"""Effective values are those that a HAProxy which really runs reports of itself (`show stat`).

It tells of each server its address, rise and fall where it is checked, weight, and whether it is backup or disabled;
durations it does not tell (tests of the gate measure what follows from them).
"""

import pytest

from checker.configs.haproxy.facts import BalancedServer
from tests.configs.haproxy import daemon
from tests.configs.haproxy.effective import VARIED
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
