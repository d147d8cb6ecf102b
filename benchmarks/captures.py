"""How fast captures are read, beside tshark and the packet libraries that were weighed.

`python benchmarks/captures.py` makes a capture of the wanted size (or takes one: `--capture FILE`), and runs every way
in a process of its own, so that import time and peak memory are its own as well. What is not installed is left out.
Rates are packets a second of processor time, so that a busy machine says the same.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SECOND = 1_000_000_000


def control(path: str) -> int:
    return ours(path, windows=False)


def attempts(path: str) -> int:
    return ours(path, windows=True)


def ours(path: str, windows: bool) -> int:
    from checker.base.time import Interval
    from checker.readers.formats.capture import READER
    from checker.readers.reader import Context, Tally, Wanted

    tally = Tally()
    everything = (Interval(0, 1 << 62),) if windows else ()
    with Path(path).open("rb") as stream:
        for _ in READER.read(stream, Context(path), Wanted(windows=everything), tally):
            pass
    return tally.lines


def dpkt_objects(path: str) -> int:
    import dpkt

    with Path(path).open("rb") as stream:
        return sum(1 for _, data in dpkt.pcap.UniversalReader(stream) if dpkt.ethernet.Ethernet(data))


def dpkt_chain(path: str) -> int:
    import dpkt

    with Path(path).open("rb") as stream:
        return sum(1 for _ in dpkt.pcap.UniversalReader(stream))


def cypcap_chain(path: str) -> int:
    import cypcap

    with cypcap.open_offline(path) as packets:
        return sum(1 for _ in packets)


def scapy_objects(path: str) -> int:
    from scapy.layers import l2  # noqa: F401  (registers Ethernet)
    from scapy.utils import PcapReader

    with PcapReader(path) as packets:
        return sum(1 for _ in packets)


def pcapng_blocks(path: str) -> int:
    import pcapng

    with Path(path).open("rb") as stream:
        return sum(isinstance(block, pcapng.blocks.EnhancedPacket) for block in pcapng.FileScanner(stream))


def tshark_fields(path: str) -> int:
    fields = ("frame.time_epoch", "eth.src", "ip.src", "vrrp.prio", "arp.src.proto_ipv4")
    command = ["tshark", "-n", "-r", path, "-T", "fields", *(part for field in fields for part in ("-e", field))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        return sum(1 for _ in process.stdout or ())


# The way, the module that it needs, and at most so many packets (the slow ones would take minutes).
WAYS: dict[Callable[[str], int], tuple[str, int]] = {
    control: ("checker.readers.capture", 0),
    attempts: ("checker.readers.capture", 0),
    dpkt_chain: ("dpkt", 0),
    dpkt_objects: ("dpkt", 100_000),
    cypcap_chain: ("cypcap", 0),
    scapy_objects: ("scapy.layers.l2", 10_000),
    pcapng_blocks: ("pcapng", 50_000),
    tshark_fields: ("", 50_000),
}


def make(path: Path, packets: int, pcapng: bool) -> None:
    """Write checks, queries and adverts of a pair of load balancers, a thousand packets a second."""
    from tests.readers.capture_data import build

    client, server = "192.168.1.50", "192.168.1.100:5432"
    frames = [build.advert_frame(), build.arp(1, build.HAP1, "192.168.1.10", "192.168.1.100")]
    for port in range(4000, 4050):
        flow = f"{client}:{port}"
        frames += [
            build.tcp(flow, server, build.SYN, 10),
            build.tcp(server, flow, build.SYN | build.ACK, 20, 11),
            *[build.tcp(flow, server, build.PSH | build.ACK, 11, 21, b"q" * 60)] * 8,
            build.tcp(flow, server, build.RST | build.ACK, 11, 21),
        ]
    whole = build.pcapng([]) if pcapng else build.pcap([])
    with path.open("wb") as file:
        file.write(whole)
        for number in range(packets):
            data = frames[number % len(frames)]
            if pcapng:
                file.write(build.enhanced("<", build.START * 1_000_000 + number * 1000, data))
            else:
                file.write(build.record("<", number * 1_000_000, data))


def measure(name: str, path: str) -> None:
    """Run one way in this process and print its line."""
    way = next(way for way in WAYS if way.__name__ == name)
    started = time.process_time()
    if way is not tshark_fields:
        __import__(WAYS[way][0])
    imported = time.process_time()
    packets = way(path)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = time.process_time() - imported + children.ru_utime + children.ru_stime
    whose = resource.RUSAGE_CHILDREN if way is tshark_fields else resource.RUSAGE_SELF
    memory = resource.getrusage(whose).ru_maxrss // 1024
    rate = f"{packets / took / 1e6:8.3f} M packets/s"
    print(f"{name:14} {rate} {packets:9} packets {(imported - started) * 1000:6.0f} ms import {memory:5} MB peak")


def available(way: Callable[[str], int]) -> bool:
    if way is tshark_fields:
        return shutil.which("tshark") is not None
    from importlib.util import find_spec

    return find_spec(WAYS[way][0].partition(".")[0]) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=500_000)
    parser.add_argument("--pcapng", action="store_true")
    parser.add_argument("--capture", help="measure this file, whatever its size, instead of making one")
    parser.add_argument("--only", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        measure(*options.only)
        return
    with tempfile.TemporaryDirectory() as folder:
        for way, (_, most) in WAYS.items():
            if not available(way) or (way is pcapng_blocks and not (options.pcapng or options.capture)):
                continue
            packets = min(most or options.packets, options.packets)
            path = Path(options.capture or Path(folder, f"{packets}.pcap"))
            if not path.exists():
                make(path, packets, options.pcapng)
            subprocess.run([sys.executable, __file__, "--only", way.__name__, str(path)], check=False)


if __name__ == "__main__":
    main()
