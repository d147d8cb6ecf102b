"""One run of the lab: the network, the hosts, the servers, the client and the recorders of one scenario."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from . import truth
from .configs import SERVER_ADDRESS, SERVER_PORTS, VIP, haproxy_cfg, keepalived_conf, rsyslog_conf
from .host import ENVIRONMENT, Host, end, wait_until
from .network import BRIDGE, SWITCH, Network
from .oracle import AddressMonitor, Sampler
from .scenarios import Scenario, Step

FILTER = "vrrp or arp or tcp port 5432 or tcp portrange 6432-6434"
KEPT = ("haproxy.cfg", "keepalived.conf", "haproxy.log", "haproxy.iso.log", "keepalived.log", "keepalived.iso.log")
SETTLE = 1.5


class Lab:
    """The running lab; every process it starts is ended with the stack it was given."""

    def __init__(self, scenario: Scenario, work: Path, stack: ExitStack) -> None:
        self.scenario = scenario
        self.actions: list[truth.Action] = []
        self._work = work
        self._stack = stack
        self._network = stack.enter_context(Network())
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._hosts: dict[str, Host] = {}

    def run(self) -> truth.Evidence:
        """Start everything, do the scenario's steps, stop; what the oracles saw."""
        sniffer = self._sniff()
        for name, port in self._listeners().items():
            self._serve(name, port)
        for name in ("hap1", "hap2"):
            self._hosts[name] = self._host(name)
        monitors = {
            name: AddressMonitor(host, self._work / f"addresses-{name}", self._stack)
            for name, host in self._hosts.items()
        }
        samplers = {name: Sampler(host, self._stack) for name, host in self._hosts.items()}
        for host in self._hosts.values():
            host.start_keepalived()
        wait_until("somebody holding the address", 12, lambda: any(monitor.holds() for monitor in monitors.values()))
        time.sleep(SETTLE)
        start = time.time()
        client = self._client()
        self._note("client started")
        for step in self.scenario.steps:
            time.sleep(max(0.0, start + step.at - time.time()))
            self._do(step)
        client.wait(self.scenario.seconds + 15)
        self._note("client stopped")
        time.sleep(SETTLE)
        self._note("capture ended")
        finish = time.time()
        for sampler in samplers.values():
            sampler.stop()
        end(sniffer, signal.SIGINT)
        return truth.Evidence(
            scenario=self.scenario,
            actions=tuple(self.actions),
            finish=finish,
            held={name: monitor.held() for name, monitor in monitors.items()},
            samples={name: tuple(sampler.samples) for name, sampler in samplers.items()},
            sessions=tuple(json.loads(line) for line in (self._work / "client.jsonl").read_text().splitlines()),
            logs={name: host.folder / "haproxy.iso.log" for name, host in self._hosts.items()},
            capture=self._work / "bridge.pcap",
        )

    def kill_server(self, name: str) -> None:
        """SIGKILL one server process."""
        end(self._servers.pop(name))

    def start_server(self, name: str) -> None:
        """Start one server again and wait until it listens."""
        self._serve(name, self._listeners()[name])

    def reload(self, host: str) -> None:
        """Reload HAProxy on `host`."""
        self._hosts[host].reload_haproxy()

    def kill_keepalived(self, host: str) -> None:
        """SIGKILL keepalived on `host`."""
        self._hosts[host].kill_keepalived()

    def stop_keepalived(self, host: str) -> None:
        """Stop keepalived on `host` cleanly."""
        self._hosts[host].stop_keepalived()

    def start_keepalived(self, host: str) -> None:
        """Start keepalived on `host` again."""
        self._hosts[host].start_keepalived()

    def unplug(self, host: str) -> None:
        """Unplug `host` from the switch."""
        self._network.unplug(host)

    def plug(self, host: str) -> None:
        """Plug `host` in again."""
        self._network.plug(host)

    def admin(self, host: str, command: str) -> None:
        """Say `command` to HAProxy's admin socket on `host`."""
        answer = self._hosts[host].admin(command).strip()
        if answer:
            raise RuntimeError(f"{command!r} was answered {answer!r}")

    def drop_packets_to(self, server: str) -> None:
        """Drop every packet to one server."""
        self._network.drop_port(SERVER_PORTS[server])

    def drop_nothing(self) -> None:
        """Drop nothing any more."""
        self._network.drop_nothing()

    def _do(self, step: Step) -> None:
        before = time.time()
        getattr(self, step.do)(*step.arguments)
        self.actions.append(truth.Action(before, time.time(), step.do, step.arguments, str(step)))

    def _note(self, what: str) -> None:
        now = time.time()
        self.actions.append(truth.Action(now, now, "note", (), what))

    def _listeners(self) -> dict[str, int]:
        checks = {f"{name}.check": port for name, port in self.scenario.haproxy.check_ports}
        return {**SERVER_PORTS, **checks}

    def _spawn(self, place: str, command: list[str], output: Path | int) -> subprocess.Popen[bytes]:
        with ExitStack() as files:
            out = files.enter_context(output.open("wb")) if isinstance(output, Path) else output
            process = subprocess.Popen(
                self._network.command(place, command), stdin=subprocess.DEVNULL, stdout=out, env=ENVIRONMENT
            )
        self._stack.callback(end, process)
        return process

    def _module(self, place: str, module: str, arguments: list[str], output: Path | int) -> subprocess.Popen[bytes]:
        return self._spawn(place, [sys.executable, "-m", f"{__package__}.{module}", *arguments], output)

    def _serve(self, name: str, port: int) -> None:
        process = self._module("srv", "backend", [name, SERVER_ADDRESS, str(port)], subprocess.PIPE)
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"server {name!r} did not start")
        self._servers[name] = process

    def _client(self) -> subprocess.Popen[bytes]:
        scenario = self.scenario
        arguments = [VIP, "5432", str(scenario.seconds), str(scenario.rate), *map(str, scenario.long_sessions)]
        return self._module("cli", "client", arguments, self._work / "client.jsonl")

    def _sniff(self) -> subprocess.Popen[bytes]:
        target = self._work / "bridge.pcap"
        command = ["tcpdump", "-i", BRIDGE, "-nn", "-U", "-s", "400", "-Z", "root", "-w", str(target), *FILTER.split()]
        process = self._spawn(SWITCH, command, self._work / "tcpdump.out")
        wait_until("tcpdump", 10, lambda: target.exists() and target.stat().st_size >= 24)
        return process

    def _host(self, name: str) -> Host:
        folder = self._work / name
        folder.mkdir()
        (folder / "haproxy.cfg").write_text(haproxy_cfg(self.scenario.haproxy))
        (folder / "keepalived.conf").write_text(keepalived_conf(name, self.scenario.keepalived[name]))
        (folder / "rsyslog.conf").write_text(rsyslog_conf(name))
        host = Host(name, self._network, folder)
        self._stack.callback(host.close)
        host.start_syslog()
        host.start_haproxy()
        return host


def record(scenario: Scenario, out: Path) -> dict[str, object]:
    """Run `scenario` and leave its capture and its truth in the folder `out`."""
    with tempfile.TemporaryDirectory(prefix="vlab-") as name:
        work = Path(name)
        with ExitStack() as stack:
            evidence = Lab(scenario, work, stack).run()
        known = truth.judge(evidence)
        for host in ("hap1", "hap2"):
            (out / host).mkdir(parents=True, exist_ok=True)
            for file in KEPT:
                shutil.copyfile(work / host / file, out / host / file)
        with gzip.GzipFile(out / "bridge.pcap.gz", "wb", compresslevel=9, mtime=0) as packed:
            packed.write(evidence.capture.read_bytes())
        (out / "truth.json").write_text(json.dumps(known, indent=1) + "\n")
    return known
