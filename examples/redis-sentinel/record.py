"""Records one run of Redis, Redis Sentinel and two applications (as root): `python record.py good --out DIR`.

Every daemon has a network namespace without an uplink. What this starts it ends, by process id, also after an error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from truth import SCENARIOS, Scenario, Seen, Step, judge  # noqa: E402 - all found by the line above

from examples.lab.host import end, wait_until  # noqa: E402
from examples.lab.network import Network, run  # noqa: E402

REDIS = {f"redis-{n}": f"10.88.0.1{n}" for n in (1, 2, 3)}
SENTINELS = {f"sentinel-{n}": f"10.88.0.2{n}" for n in (1, 2, 3)}
APPS = {f"app-{n}": f"10.88.0.5{n}" for n in (1, 2)}
ORACLE = {"oracle": "10.88.0.99"}
ADDRESSES = {**REDIS, **SENTINELS, **APPS, **ORACLE}
PRIORITIES = {"redis-1": 10, "redis-2": 10, "redis-3": 100}
PORT, SENTINEL_PORT = 6379, 26379
EVERY_S = 0.25
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"}

REDIS_CONF = """bind 0.0.0.0
port 6379
protected-mode no
save ""
repl-diskless-sync-delay 0
repl-timeout 5
repl-ping-replica-period 1
logfile redis.log
replica-priority {priority}
"""
SENTINEL_CONF = """bind 0.0.0.0
port 26379
protected-mode no
logfile sentinel.log
sentinel myid {id}
sentinel monitor mymaster 10.88.0.11 6379 {quorum}
sentinel down-after-milliseconds mymaster 2000
sentinel failover-timeout mymaster 10000
sentinel parallel-syncs mymaster 1
"""


def sentinel_id(name: str) -> str:
    """Return the run id that a sentinel is given, 40 hexadecimal digits, so that every recording has the same."""
    return f"{int(name[-1]):040x}"


@dataclass
class Lab:
    """The running lab; every process it starts is ended with the stack it was given."""

    scenario: Scenario
    work: Path
    stack: ExitStack
    actions: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        hosts = {name: (address, f"02:00:0a:58:00:{int(address[-2:]):02x}") for name, address in ADDRESSES.items()}
        self._network = self.stack.enter_context(Network(hosts=hosts))
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        for name in ADDRESSES:
            (self.work / name).mkdir()

    def record(self) -> None:
        """Start everything, do the steps of the scenario, stop everything."""
        for name in REDIS:
            self.start_redis(name, "" if name == "redis-1" else REDIS["redis-1"])
        oracle = self._python("oracle", "oracle", *self._watched())
        for name in SENTINELS:
            conf = SENTINEL_CONF.format(id=sentinel_id(name), quorum=self.scenario.quorum)
            (self.work / name / "sentinel.conf").write_text(conf)
            self._daemons[name] = self._spawn(name, ["redis-sentinel", "sentinel.conf"])
        wait_until("three sentinels that know each other", 20, self._met)
        seconds = str(self.scenario.seconds)
        pinned = {name: ["--pinned", REDIS["redis-1"]] for name in self.scenario.pinned}
        apps = [
            self._python(name, "client", name, seconds, str(EVERY_S), *SENTINELS.values(), *pinned.get(name, ()))
            for name in APPS
        ]
        start = time.time()
        self._note("clients started")
        for step in self.scenario.steps:
            time.sleep(max(0.0, start + step.at - time.time()))
            self._do(step)
        for app in apps:
            app.wait(self.scenario.seconds + 10)
        self._note("clients stopped")
        (self.work / "keys.json").write_text(json.dumps({name: self._keys(name) for name in REDIS}))
        end(oracle)
        for name in (*SENTINELS, *REDIS):
            self._cli(name, SENTINEL_PORT if name in SENTINELS else PORT, "SHUTDOWN", "NOSAVE", "NOW")
        for name in (*SENTINELS, *REDIS):
            self._daemons[name].wait(10)

    def start_redis(self, name: str, primary: str = "") -> None:
        """Start a Redis, as a replica of an address where one is given, and wait until it listens."""
        conf = REDIS_CONF.format(priority=PRIORITIES[name]) + (f"replicaof {primary} {PORT}\n" if primary else "")
        (self.work / name / "redis.conf").write_text(conf)
        self._daemons[name] = self._spawn(name, ["redis-server", "redis.conf"])
        wait_until(f"{name} to answer", 10, lambda: self._cli(name, PORT, "PING") == "PONG")

    def start_as_replica(self, name: str) -> None:
        """Start a Redis as a replica of whom a sentinel calls the primary, as start scripts of containers do."""
        self.start_redis(name, self._primary())

    def kill(self, name: str) -> None:
        """SIGKILL one daemon."""
        end(self._daemons[name])

    def cut(self, name: str, *others: str) -> None:
        """The host drops every packet from and to some others, without an answer."""
        addresses = ", ".join(ADDRESSES[other] for other in others)
        rules = (
            "add table inet lab",
            "add chain inet lab in { type filter hook input priority 0; }",
            "add chain inet lab out { type filter hook output priority 0; }",
            f"add rule inet lab in ip saddr {{ {addresses} }} drop",
            f"add rule inet lab out ip daddr {{ {addresses} }} drop",
        )
        run(*self._network.command(name, ["nft", "; ".join(rules)]))

    def join(self, name: str) -> None:
        """The host drops nothing any more."""
        run(*self._network.command(name, ["nft", "delete table inet lab"]))

    def _do(self, step: Step) -> None:
        at = time.time()
        getattr(self, step.do)(*step.arguments)
        self.actions.append({"t": at, "done": time.time(), "action": str(step)})

    def _note(self, what: str) -> None:
        now = time.time()
        self.actions.append({"t": now, "done": now, "action": what})

    def _watched(self) -> list[str]:
        redis = [f"{name}={address}:{PORT}" for name, address in REDIS.items()]
        return redis + [f"{name}={address}:{SENTINEL_PORT}" for name, address in SENTINELS.items()]

    def _met(self) -> bool:
        said = [self._cli(name, SENTINEL_PORT, "SENTINEL", "MASTER", "mymaster").split() for name in SENTINELS]
        known = [dict(zip(words[::2], words[1::2], strict=False)) for words in said]
        return all((each.get("num-slaves"), each.get("num-other-sentinels")) == ("2", "2") for each in known)

    def _primary(self) -> str:
        return self._cli("sentinel-2", SENTINEL_PORT, "SENTINEL", "get-master-addr-by-name", "mymaster").split()[0]

    def _keys(self, name: str) -> list[str]:
        return self._cli(name, PORT, "KEYS", "app-*").split()

    def _cli(self, name: str, port: int, *words: str) -> str:
        command = self._network.command(name, ["redis-cli", "-p", str(port), *words])
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()

    def _python(self, name: str, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.work / name / f"{module}.jsonl").open("wb") as out:
            return self._spawn(name, [sys.executable, str(HERE / f"{module}.py"), *arguments], out.fileno())

    def _spawn(self, name: str, command: list[str], out: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._network.command(name, command),
            cwd=self.work / name,
            stdin=subprocess.DEVNULL,
            stdout=out,
            env=ENVIRONMENT,
        )
        self.stack.callback(end, process)
        return process


def record(scenario: Scenario, out: Path) -> dict[str, object]:
    """Run a scenario and leave its logs and its truth in the folder `out`."""
    with tempfile.TemporaryDirectory(prefix="sentinel-lab-") as name:
        work = Path(name)
        with ExitStack() as stack:
            lab = Lab(scenario, work, stack)
            lab.record()
        answers = {app: lines_of(work / app / "client.jsonl") for app in APPS}
        keys = json.loads((work / "keys.json").read_text())
        seen = Seen(lab.actions, lines_of(work / "oracle" / "oracle.jsonl"), answers, keys)
        known = judge(scenario, seen, ADDRESSES)
        shutil.rmtree(out, ignore_errors=True)
        for pattern in ("*/redis.log", "*/sentinel.log", "*/client.jsonl"):
            for log in work.glob(pattern):
                kept = out / log.relative_to(work)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(log, kept)
        (out / "truth.json").write_text(json.dumps(known, indent=1) + "\n")
    return known


def lines_of(path: Path) -> list[dict[str, object]]:
    """Return the objects of a file with one a line."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def main() -> int:
    """Read the command line and record; the exit status."""
    parser = argparse.ArgumentParser(prog="record.py", description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    parser.add_argument("--out", type=Path, required=True, help="the folder of the capture, which is replaced")
    given = parser.parse_args()
    if os.geteuid() != 0:
        print("recording needs root: it makes network namespaces", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(json.dumps(record(SCENARIOS[given.scenario], given.out)["properties"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
