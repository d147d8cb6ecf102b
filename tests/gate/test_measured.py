"""What the gate prints is what the real components do: they are run, killed, and the time is taken."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.pipeline import GateRequest, gate
from examples.lab.measuring import Configs, Measured, measure

CASES = Path(__file__).parent / "cases"
NEEDED = ("haproxy", "keepalived", "nft", "ip", "unshare", "nsenter")
SOCKET = ("haproxy.cfg", "/tmp/haproxy.sock", "/run/haproxy/admin.sock")
SERVERS = "default-server inter 2s fall 3 rise 2"
V2 = (
    ("keepalived-1.conf", "vrrp_version 3", "vrrp_version 2"),
    ("keepalived-2.conf", "vrrp_version 3", "vrrp_version 2"),
)

Change = tuple[str, str, str]


def checks(text: str) -> Change:
    return ("haproxy.cfg", SERVERS, f"default-server {text}")


def both(old: str, new: str) -> tuple[Change, Change]:
    return ("keepalived-1.conf", old, new), ("keepalived-2.conf", old, new)


SETS: dict[str, tuple[str, tuple[Change, ...]]] = {
    "reference": ("g01-reference", ()),
    "inherited": ("g03-inherited-from-named-defaults", ()),
    "checks without a timeout, VRRPv2": (
        "g01-reference",
        (("haproxy.cfg", "    timeout check 1s\n", ""), *V2, *both("advert_int 0.8", "advert_int 1")),
    ),
    "fast once a check failed, short adverts": (
        "g01-reference",
        (checks("inter 2s fastinter 500ms fall 3 rise 2"), *both("advert_int 0.8", "advert_int 0.3")),
    ),
    "many quick checks, high priorities": (
        "g01-reference",
        (
            checks("inter 500ms fall 10 rise 2"),
            *V2,
            *both("advert_int 0.8", "advert_int 1"),
            ("keepalived-1.conf", "priority 101", "priority 251"),
            ("keepalived-2.conf", "priority 100", "priority 250"),
        ),
    ),
    "slow while down, slow adverts": (
        "g01-reference",
        (checks("inter 2s downinter 5s fall 3 rise 2"), *V2, *both("advert_int 0.8", "advert_int 3")),
    ),
    "short timeouts, two adverts": (
        "g01-reference",
        (
            checks("inter 2s fall 3 rise 3"),
            ("haproxy.cfg", "timeout connect 1s", "timeout connect 500ms"),
            ("haproxy.cfg", "timeout check 1s", "timeout check 500ms"),
            *both("advert_int 0.8", "advert_int 0.8\n    down_timer_adverts 2"),
            *both("    fall 2", "    fall 3"),
        ),
    ),
}
# What was measured may be this much above what the schedules of the components allow: a process has to be woken up,
# and the kernel has to set an address. To this comes by how much a thread of this machine overslept meanwhile.
ALLOWED = 0.1


def missing() -> str:
    if os.geteuid() != 0:
        return "needs root to make network namespaces"
    gone = [name for name in NEEDED if shutil.which(name) is None]
    return f"needs {', '.join(gone)}" if gone else ""


def written(name: str, folder: Path) -> Path:
    case, changes = SETS[name]
    texts = {path.name: path.read_text() for path in (CASES / case).iterdir()}
    for file, old, new in (SOCKET, *changes):
        assert old in texts[file], (name, file, old)
        texts[file] = texts[file].replace(old, new)
    for file, text in texts.items():
        (folder / file).write_text(text)
    return folder


def taken(number: int, name: str) -> list[Measured]:
    with tempfile.TemporaryDirectory() as text:
        files, work = Path(text, "files"), Path(text, "work")
        files.mkdir()
        work.mkdir()
        written(name, files)
        keepalived = {f"hap{n}": (files / f"keepalived-{n}.conf").read_text() for n in (1, 2)}
        return measure(Configs((files / "haproxy.cfg").read_text(), keepalived), work, number)


def printed(name: str, folder: Path) -> dict[str, tuple[float, float]]:
    numbers = gate(GateRequest(paths=(str(written(name, folder)),)), SilentProgress()).outcome.numbers
    pairs = {key: value if isinstance(value, tuple) else (value, value) for key, value in numbers.items()}
    return {key: (lo / 1e9, hi / 1e9) for key, (lo, hi) in pairs.items()}


@pytest.mark.slow
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_every_measured_time_lies_in_the_printed_interval(tmp_path):
    with ThreadPoolExecutor(len(SETS)) as pool:
        runs = dict(zip(SETS, pool.map(taken, range(len(SETS)), SETS), strict=True))
    outside = []
    for number, (name, run) in enumerate(runs.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        bounds = printed(name, folder)
        assert {each.quantity for each in run} <= bounds.keys()
        for each in run:
            lo, hi = bounds[each.quantity]
            print(f"{name}: {each.quantity} {lo:.3f} to {hi:.3f}, measured {each.seconds:.3f}")
            if not lo - each.error <= each.seconds <= hi + each.error + each.late + ALLOWED:
                outside.append((name, each, lo, hi))
    assert not outside
