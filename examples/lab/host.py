"""One load-balancer host: its own process, mount and name space, with rsyslog, HAProxy and keepalived."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .network import Network

ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
SETUP = """set -e
mount -t tmpfs run /run
mkdir -p /run/haproxy
mount -t tmpfs -o mode=755 dev /dev
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
for place in /etc/haproxy /etc/keepalived /var/log; do mount --bind "$1" $place; done
hostname "$2"
echo ready
while :; do sleep 3600 & wait $!; done
"""


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def wait_until(what: str, seconds: float, ready: Callable[[], bool]) -> None:
    """Poll `ready` until it is true, at most `seconds`."""
    for _ in range(int(seconds / 0.02)):
        if ready():
            return
        time.sleep(0.02)
    raise RuntimeError(f"{what} did not happen within {seconds:g} s")


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    """End one process that this program started, and reap it."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


class Host:
    """A host and the daemons on it; `folder` holds its configuration and receives its logs."""

    def __init__(self, name: str, network: Network, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        flags = ("--fork", "--pid", "--mount", "--uts", "--mount-proc", "--kill-child")
        space = ["unshare", *flags, "sh", "-c", SETUP, "sh", str(folder), name]
        self._space = subprocess.Popen(network.command(name, space), stdout=subprocess.PIPE, env=ENVIRONMENT)
        assert self._space.stdout is not None
        if self._space.stdout.readline() != b"ready\n":
            self.close()
            raise RuntimeError(f"host {name!r} did not start")
        self._init = children(self._space.pid)[0]
        self._root = Path("/proc", str(self._init), "root")

    @property
    def admin_socket(self) -> str:
        """HAProxy's runtime socket as seen from outside the host."""
        return str(self._root / "run/haproxy/admin.sock")

    def inside(self, *command: str) -> list[str]:
        """The command line that runs `command` on this host."""
        return ["nsenter", "--target", str(self._init), "--mount", "--uts", "--net", "--pid", "--", *command]

    def start_syslog(self) -> None:
        """Start rsyslog and wait for its socket."""
        self._start("rsyslog", "rsyslogd", "-n", "-f", "/var/log/rsyslog.conf", "-i", "/run/rsyslogd.pid")
        wait_until(f"/dev/log on {self.name}", 10, (self._root / "dev/log").exists)

    def start_haproxy(self) -> None:
        """Start HAProxy in master-worker mode and wait for its runtime socket."""
        self._start("haproxy", "haproxy", "-W", "-db", "-f", "/etc/haproxy/haproxy.cfg")
        wait_until(f"HAProxy on {self.name}", 10, self._answers)

    def start_keepalived(self) -> None:
        """Start keepalived."""
        self._start("keepalived", "keepalived", "-n", "-D", "-f", "/etc/keepalived/keepalived.conf")

    def reload_haproxy(self) -> None:
        """Ask the HAProxy master for a new worker."""
        os.kill(self._pid("haproxy"), signal.SIGUSR2)

    def stop_keepalived(self) -> None:
        """Stop keepalived cleanly: it sends priority 0 and removes the address."""
        os.kill(self._pid("keepalived"), signal.SIGTERM)
        self._daemons.pop("keepalived").wait(10)

    def kill_haproxy(self) -> None:
        """SIGKILL HAProxy: the master first, so that it cannot tell its worker to finish."""
        master = self._pid("haproxy")
        family = [master, *children(master)]
        for pid in family:
            with suppress(ProcessLookupError):  # a worker ends by itself without its master
                os.kill(pid, signal.SIGKILL)
        self._daemons.pop("haproxy").wait(10)

    def kill_keepalived(self) -> None:
        """SIGKILL keepalived and its child, frozen first so that neither can tidy up after the other."""
        parent = self._pid("keepalived")
        family = [parent, *children(parent)]
        for how in (signal.SIGSTOP, signal.SIGKILL):
            for pid in reversed(family):
                os.kill(pid, how)
        entered = self._daemons.pop("keepalived")

        def gone() -> bool:
            # nsenter stops itself when it sees its child stopped, and would then never see it end.
            entered.send_signal(signal.SIGCONT)
            return entered.poll() is not None

        wait_until("the end of keepalived", 10, gone)

    def admin(self, command: str) -> str:
        """Say one command to HAProxy's runtime socket; its answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(self.admin_socket)
            connection.sendall(command.encode() + b"\n")
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()

    def close(self) -> None:
        """End every process of the host."""
        end(self._space)
        for daemon in self._daemons.values():
            end(daemon)

    def _start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.stderr").open("ab") as errors:
            self._daemons[name] = subprocess.Popen(
                self.inside(*command), stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, env=ENVIRONMENT
            )

    def _pid(self, name: str) -> int:
        return children(self._daemons[name].pid)[0]

    def _answers(self) -> bool:
        try:
            return bool(self.admin("show info"))
        except OSError:
            return False
