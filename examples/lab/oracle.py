"""The independent witnesses of a run: the address table of each host and the admin socket of each HAProxy."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from .configs import BACKEND, VIP
from .host import ENVIRONMENT, Host, end

EVERY = 0.02
ADDRESS_LINE = re.compile(r"\[(?P<time>[^]]+)\] (?P<gone>Deleted )?\d+: \S+\s+inet (?P<address>[\d.]+)/")


@dataclass(frozen=True)
class Sample:
    """The state of every server of one HAProxy process at some instant between `before` and `after`."""

    before: float
    after: float
    pid: int
    states: dict[str, str]


@dataclass(frozen=True)
class Span:
    """One state of one server in one process; each end is known up to its error."""

    pid: int
    server: str
    state: str
    start: float
    end: float
    start_error: float
    end_error: float


class AddressMonitor:
    """`ip monitor address` on one host."""

    def __init__(self, host: Host, target: Path, stack: ExitStack) -> None:
        self._target = target
        with target.open("wb") as out:
            command = host.inside("ip", "-ts", "-o", "monitor", "address")
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, env=ENVIRONMENT)
        stack.callback(end, process)

    def held(self) -> list[tuple[float, float | None]]:
        """The intervals in which the host's address table had the virtual address."""
        spans: list[tuple[float, float | None]] = []
        for line in self._target.read_text().splitlines():
            found = ADDRESS_LINE.match(line)
            if found is None or found["address"] != VIP:
                continue
            when = datetime.fromisoformat(found["time"]).replace(tzinfo=UTC).timestamp()
            if not found["gone"]:
                spans.append((when, None))
            elif spans:
                spans[-1] = (spans[-1][0], when)
        return spans

    def holds(self) -> bool:
        """Whether the host has the address now."""
        spans = self.held()
        return bool(spans) and spans[-1][1] is None


class Sampler:
    """A thread that asks one HAProxy for its servers' states every 20 ms."""

    def __init__(self, host: Host, stack: ExitStack) -> None:
        self.samples: list[Sample] = []
        self._host = host
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        stack.callback(self.stop)

    def stop(self) -> None:
        """Take no further sample."""
        self._done.set()
        self._thread.join(5)

    def _sample(self) -> None:
        while not self._done.wait(EVERY):
            before = time.time()
            try:
                answer = self._host.admin(f"show info;show stat {BACKEND} 4 -1")
            except OSError:
                continue
            self.samples.append(read_sample(before, time.time(), answer))


def read_sample(before: float, after: float, answer: str) -> Sample:
    """Read the answer to `show info;show stat`."""
    pid = next(int(line.split(":")[1]) for line in answer.splitlines() if line.startswith("Pid:"))
    rows = [line.split(",") for line in answer.splitlines() if line.startswith(f"{BACKEND},")]
    return Sample(before, after, pid, {row[1]: row[17].split()[0] for row in rows})


def spans(samples: tuple[Sample, ...]) -> list[Span]:
    """Join equal samples in a row; a change lies halfway between the two samples that show it, give or take half."""
    found = []
    for pid in dict.fromkeys(sample.pid for sample in samples):
        own = [sample for sample in samples if sample.pid == pid]
        for server in own[0].states:
            found.extend(_spans_of(server, own))
    return found


def _spans_of(server: str, own: list[Sample]) -> list[Span]:
    changes = [(own[0].after, 0.0)]
    states = [own[0].states[server]]
    for last, now in pairwise(own):
        if now.states[server] != states[-1]:
            changes.append(((last.before + now.after) / 2, (now.after - last.before) / 2))
            states.append(now.states[server])
    changes.append((own[-1].after, 0.0))
    return [
        Span(own[0].pid, server, state, start, stop, start_error, stop_error)
        for state, ((start, start_error), (stop, stop_error)) in zip(states, pairwise(changes), strict=True)
    ]
