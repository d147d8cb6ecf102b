"""Real captures, copied and altered: packets and lines that are taken away, as a lossy capture or logger would."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import pack, unpack_from

from checker.base.finding import Finding
from checker.base.progress import SilentProgress
from checker.conform.agreement import disagreements as disagreements_of
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import evidence_of, gather, one_name
from checker.pipeline.inputs import find
from checker.pipeline.request import parse_clocks, parse_gaps
from tests.conform.makers import contract

TRACES = Path(__file__).parents[3] / "traces"
CODE = "sources-disagree"


def disagreements(*paths: str | Path, clocks: Sequence[str] = (), gaps: Sequence[str] = ()) -> list[Finding]:
    """What the command would tell of these paths, without the time that its verdicts take."""
    contracts = [contract()]
    trace = gather(find([str(p) for p in paths], None), parse_clocks(clocks), one_name(contracts), SilentProgress())
    return disagreements_of(evidence_of(trace, contracts[0], parse_gaps(gaps)), Fetch(trace))


def second(clock: str) -> float:
    """Seconds of the day of `19:18:33.035`."""
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


@dataclass(frozen=True)
class Packet:
    number: int
    at: float  # seconds of the day
    frame: bytes
    record: bytes

    @property
    def protocol(self) -> int:
        return self.frame[23] if self.frame[12:14] == b"\x08\x00" else 0

    def between(self, host: str, port: int) -> bool:
        """Whether it is a TCP packet of a connection from a host to a port."""
        ip, wanted = bytes(map(int, host.split("."))), pack(">H", port)
        return self.protocol == 6 and (
            (self.frame[26:30] == ip and self.frame[36:38] == wanted)
            or (self.frame[30:34] == ip and self.frame[34:36] == wanted)
        )

    def sent_by(self, host: str) -> bool:
        return self.protocol > 0 and self.frame[26:30] == bytes(map(int, host.split(".")))

    def sent_with(self, mac: str) -> bool:
        return self.frame[6:12] == bytes.fromhex(mac.replace(":", ""))


def copy(name: str, folder: Path) -> Path:
    """Copy a capture without its truth."""
    target = folder / name.rpartition("/")[2]
    shutil.copytree(TRACES / name, target, ignore=shutil.ignore_patterns("truth.json"))
    return target


def _packets(data: bytes) -> Iterator[Packet]:
    divisor, at, number = (1e9 if data[:4] == b"\x4d\x3c\xb2\xa1" else 1e6), 24, 0
    while at + 16 <= len(data):
        seconds, fraction, size, _ = unpack_from("<IIII", data, at)
        number += 1
        end = at + 16 + size
        yield Packet(number, seconds % 86400 + fraction / divisor, data[at + 16 : end], data[at:end])
        at = end


def without_packets(trace: Path, gone: Callable[[Packet], bool]) -> int:
    """Take packets out of the capture at the switch; return how many."""
    path = trace / "bridge.pcap.gz"
    data = gzip.decompress(path.read_bytes())
    packets = list(_packets(data))
    kept = [p.record for p in packets if not gone(p)]
    path.write_bytes(gzip.compress(data[:24] + b"".join(kept), 1))
    return len(packets) - len(kept)


def connection(host: str, port: int, clock: str, within: float = 0.004) -> Callable[[Packet], bool]:
    """The packets of the short connections from a host to a port at an instant."""
    at = second(clock)
    return lambda p: p.between(host, port) and abs(p.at - at) <= within


def adverts(host: str, lo: str, hi: str) -> Callable[[Packet], bool]:
    return lambda p: p.protocol == 112 and p.sent_by(host) and second(lo) <= p.at <= second(hi)


def without_lines(trace: Path, pattern: str, words: Collection[str]) -> int:
    """Take the lines with all of these words out of the files that match; return how many."""
    return edited(trace, pattern, lambda line: None if all(word in line for word in words) else line)


def edited(trace: Path, pattern: str, edit: Callable[[str], str | None]) -> int:
    """Change lines (None: take away) of the files that match; return how many."""
    changed = 0
    for path in trace.glob(pattern):
        lines = path.read_text().splitlines()
        new = [edit(line) for line in lines]
        changed += sum(a != b for a, b in zip(lines, new, strict=True))
        path.write_text("".join(f"{line}\n" for line in new if line is not None))
    return changed
