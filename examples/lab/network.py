"""Network namespaces joined by one switch: no uplink, own names, all removed at the end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType

from .configs import CLIENT_ADDRESS, SERVER_ADDRESS

PREFIX = 24
HOSTS = {
    "hap1": ("192.168.1.10", "02:00:00:00:01:10"),
    "hap2": ("192.168.1.11", "02:00:00:00:01:11"),
    "srv": (SERVER_ADDRESS, "02:00:00:00:01:05"),
    "cli": (CLIENT_ADDRESS, "02:00:00:00:01:50"),
}
SWITCH = "sw"
BRIDGE = "br0"


def run(*command: str) -> str:
    """Run one command to its end; its output, or an error that quotes what it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)!r} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Network:
    """The namespaces of one run; a context manager that removes what it made."""

    def __init__(self, number: int = 0, hosts: Mapping[str, tuple[str, str]] = HOSTS) -> None:
        """Several networks of one process need different numbers; `hosts` have an address and a hardware address."""
        self._prefix = f"vlab{os.getpid()}.{number}-"
        self._hosts = hosts
        self._made: list[str] = []

    def namespace(self, name: str) -> str:
        """The system-wide name of the namespace of host `name`."""
        return self._prefix + name

    def command(self, name: str, command: Sequence[str]) -> list[str]:
        """The command line that runs `command` inside the namespace of host `name`."""
        return ["ip", "netns", "exec", self.namespace(name), *command]

    def __enter__(self) -> Network:
        try:
            self._build()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def unplug(self, host: str) -> None:
        """The switch port of `host` stops forwarding; the link stays up, so nothing on the host sees it."""
        run(*self.command(SWITCH, ["bridge", "link", "set", "dev", host, "state", "0"]))

    def plug(self, host: str) -> None:
        """The switch port of `host` forwards again."""
        run(*self.command(SWITCH, ["bridge", "link", "set", "dev", host, "state", "3"]))

    def drop_port(self, port: int) -> None:
        """The servers' host drops every TCP packet to `port` without an answer."""
        rules = (
            "add table inet lab",
            "add chain inet lab in { type filter hook input priority 0; }",
            f"add rule inet lab in tcp dport {port} drop",
        )
        run(*self.command("srv", ["nft", "; ".join(rules)]))

    def drop_nothing(self) -> None:
        """The servers' host drops nothing any more."""
        run(*self.command("srv", ["nft", "delete table inet lab"]))

    def _build(self) -> None:
        for name in (SWITCH, *self._hosts):
            run("ip", "netns", "add", self.namespace(name))
            self._made.append(name)
        switch = self.namespace(SWITCH)
        run("ip", "-n", switch, "link", "add", BRIDGE, "type", "bridge", "mcast_snooping", "0")
        run("ip", "-n", switch, "link", "set", BRIDGE, "up")
        for name, (address, mac) in self._hosts.items():
            own = self.namespace(name)
            link = f"link add {name} type veth peer name eth0 address {mac} netns {own}"
            run("ip", "-n", switch, *link.split())
            run("ip", "-n", switch, "link", "set", name, "master", BRIDGE, "up")
            run("ip", "-n", own, "link", "set", "lo", "up")
            run("ip", "-n", own, "link", "set", "eth0", "up")
            run("ip", "-n", own, "address", "add", f"{address}/{PREFIX}", "dev", "eth0")

    def _remove(self) -> None:
        for name in reversed(self._made):
            delete = ["ip", "netns", "delete", self.namespace(name)]
            subprocess.run(delete, capture_output=True, timeout=20, check=False)
        self._made.clear()
