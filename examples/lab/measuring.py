"""How long the real components take: one set of configurations is run, its parts are killed, and the time is taken.

The quantities have the names under which `verify gate` prints its intervals.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .configs import SERVER_ADDRESS, SERVER_PORTS, VIP
from .host import ENVIRONMENT, Host, end, wait_until
from .network import PREFIX, Network
from .oracle import EVERY, AddressMonitor

HOSTS = ("hap1", "hap2")
KILLED, SILENCED = "pgb2", "pgb3"
SETTLED = 1.0
LONGEST = 40.0


@dataclass(frozen=True)
class Measured:
    """One time that was taken, in seconds, known to `error`; `late` is how much this machine overslept meanwhile."""

    quantity: str
    seconds: float
    error: float
    late: float


@dataclass(frozen=True)
class Configs:
    """One haproxy.cfg for both hosts (its admin socket: /run/haproxy/admin.sock), a keepalived.conf for each."""

    haproxy: str
    keepalived: Mapping[str, str]


def measure(configs: Configs, work: Path, number: int = 0, repeated: int = 2) -> list[Measured]:
    """Run the two hosts in namespaces of their own and return every time that was taken. Needs root."""
    with ExitStack() as stack:
        lab = _Lab(configs, work, number, stack)
        found: list[Measured] = []
        sides = [
            threading.Thread(target=lambda: found.extend(lab.detections(repeated))),
            threading.Thread(target=lambda: found.extend(lab.takeovers(repeated))),
        ]
        for side in sides:
            side.start()
        for side in sides:
            side.join()
        found.append(lab.process_death())
        if lab.failures:
            raise lab.failures[0]
    return found


class _Lateness:
    """A thread that sleeps for a moment again and again, and notes by how much it woke up late."""

    def __init__(self, stack: ExitStack) -> None:
        self.worst = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        stack.callback(self._done.set)

    def _watch(self) -> None:
        while not self._done.is_set():
            before = time.monotonic()
            time.sleep(EVERY)
            self.worst = max(self.worst, time.monotonic() - before - EVERY)


class _Lab:
    """The running hosts and servers; every process ends with the stack."""

    def __init__(self, configs: Configs, work: Path, number: int, stack: ExitStack) -> None:
        self.failures: list[Exception] = []
        self._random = random.Random(number)
        self._stack = stack
        self._network = stack.enter_context(Network(number))
        self._late = _Lateness(stack)
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        for name in SERVER_PORTS:
            self._serve(name)
        self._hosts = {name: self._host(name, configs, work) for name in HOSTS}
        self._monitors = {n: AddressMonitor(h, work / f"addresses-{n}", stack) for n, h in self._hosts.items()}
        for name, host in self._hosts.items():
            host.start_keepalived()
            if name == HOSTS[0]:
                wait_until("the first host holding the address", 15, self._monitors[name].holds)

    def detections(self, repeated: int) -> Iterator[Measured]:
        """A server that is killed and started again, then one whose packets are dropped."""
        with self._told():
            for _ in range(repeated):
                self._pause()
                yield self._timed(
                    "detect_down_refused_s", lambda: end(self._servers.pop(KILLED)), self._is(KILLED, "DOWN")
                )
                self._pause()
                yield self._timed("detect_up_s", lambda: self._serve(KILLED), self._is(KILLED, "UP"))
            self._pause()
            port = SERVER_PORTS[SILENCED]
            yield self._timed("detect_down_silent_s", lambda: self._network.drop_port(port), self._is(SILENCED, "DOWN"))
            self._network.drop_nothing()

    def takeovers(self, repeated: int) -> Iterator[Measured]:
        """The first host stops cleanly, then it crashes: its keepalived is gone and its switch port is off."""
        first = self._hosts[HOSTS[0]]
        with self._told():
            for _ in range(repeated):
                self._pause()
                yield self._taken("takeover_after_graceful_stop_s", first.stop_keepalived)
                self._return_to_first()
                yield self._taken("takeover_after_crash_s", first.kill_keepalived)
                subprocess.run(first.inside("ip", "address", "del", f"{VIP}/{PREFIX}", "dev", "eth0"), check=True)
                self._return_to_first()

    def process_death(self) -> Measured:
        """HAProxy is killed on the host that holds the address; the script that tracks it has to find out."""
        self._pause()
        return self._taken("takeover_after_process_death_s", self._hosts[HOSTS[0]].kill_haproxy)

    def _return_to_first(self) -> None:
        """Start the first host again, and have the second one give the address back."""
        first, second = HOSTS
        wait_until("the first host being without the address", 15, lambda: not self._monitors[first].holds())
        self._hosts[first].start_keepalived()
        time.sleep(SETTLED)
        if not self._monitors[first].holds():
            self._hosts[second].stop_keepalived()
            wait_until("the first host holding the address again", 15, self._monitors[first].holds)
            self._hosts[second].start_keepalived()
        self._pause()

    def _taken(self, quantity: str, cause: Callable[[], None]) -> Measured:
        monitor = self._monitors[HOSTS[1]]
        began = time.time()
        cause()
        wait_until(f"{quantity}: the second host holding the address", LONGEST, monitor.holds)
        return Measured(quantity, monitor.held()[-1][0] - began, 0.0, self._late.worst)

    def _timed(self, quantity: str, cause: Callable[[], None], reached: Callable[[], bool]) -> Measured:
        """The cause lies somewhere within its call (a server has to be started), the end between two samples."""
        causing = time.time()
        cause()
        caused = before = time.time()
        while not reached():
            before = time.time()
            if before - caused > LONGEST:
                raise RuntimeError(f"{quantity}: nothing happened within {LONGEST:g} s")
            time.sleep(EVERY)
        after = time.time()
        error = (after - before + caused - causing) / 2
        return Measured(quantity, (before + after - causing - caused) / 2, error, self._late.worst)

    def _is(self, server: str, state: str) -> Callable[[], bool]:
        return lambda: self._state(server) == state

    def _state(self, server: str) -> str:
        rows = [line.split(",") for line in self._hosts[HOSTS[0]].admin("show stat -1 4 -1").splitlines()]
        return next(row[17].split()[0] for row in rows if len(row) > 17 and row[1] == server)

    def _pause(self) -> None:
        """Faults fall anywhere between two checks or advertisements, so that not one phase alone is measured."""
        time.sleep(SETTLED + 2 * self._random.random())

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Keep an error of a thread, to be raised by the one who waits for it."""
        try:
            yield
        except Exception as error:
            self.failures.append(error)

    def _serve(self, name: str) -> None:
        command = [sys.executable, "-m", f"{__package__}.backend", name, SERVER_ADDRESS, str(SERVER_PORTS[name])]
        process = subprocess.Popen(
            self._network.command("srv", command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=ENVIRONMENT
        )
        self._stack.callback(end, process)
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"server {name!r} did not start")
        self._servers[name] = process

    def _host(self, name: str, configs: Configs, work: Path) -> Host:
        folder = work / name
        folder.mkdir()
        (folder / "haproxy.cfg").write_text(configs.haproxy)
        (folder / "keepalived.conf").write_text(configs.keepalived[name])
        host = Host(name, self._network, folder)
        self._stack.callback(host.close)
        host.start_haproxy()
        wait_until(f"all servers UP on {name}", 20, lambda: self._up(host))
        return host

    def _up(self, host: Host) -> bool:
        rows = [line.split(",") for line in host.admin("show stat -1 4 -1").splitlines()]
        states = [row[17] for row in rows if len(row) > 17 and row[1] in SERVER_PORTS]
        return bool(states) and all(state.startswith("UP") and "/" not in state for state in states)
