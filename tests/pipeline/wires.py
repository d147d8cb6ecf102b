"""Small captures at the switch, frame by frame, on the same clock as the small logs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from struct import pack

from tests.pipeline.logs import START

VIP = "192.168.1.100"
MACS = {"hap1": "02:00:00:00:01:10", "hap2": "02:00:00:00:01:11", "hap3": "02:00:00:00:01:12"}
ADDRESSES = {"hap1": "192.168.1.10", "hap2": "192.168.1.11", "hap3": "192.168.1.12"}
POOL = "192.168.1.5"
EPOCH_US = round(START.timestamp() * 1_000_000)


def _mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))


def _ip(text: str) -> bytes:
    return bytes(map(int, text.split(".")))


def _sum(data: bytes) -> int:
    total = sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _ipv4(source: str, target: str, protocol: int, payload: bytes, ttl: int) -> bytes:
    head = pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, ttl, protocol, 0, _ip(source), _ip(target))
    return head[:10] + pack(">H", _sum(head)) + head[12:] + payload


@dataclass
class Wire:
    """Frames with their instants in seconds after the start."""

    packets: list[tuple[float, bytes]] = field(default_factory=list)

    def advert(self, at: float, host: str, priority: int = 103, vip: str = VIP, vrid: int = 51) -> None:
        body = pack(">BBBBBB", 0x21, vrid, priority, 1, 1, 1)
        tail = _ip(vip) + b"1111\0\0\0\0"
        vrrp = body + pack(">H", _sum(body + b"\0\0" + tail)) + tail
        packet = _ipv4(ADDRESSES[host], "224.0.0.18", 112, vrrp, 255)
        self.packets.append((at, _mac("01:00:5e:00:00:12") + _mac(MACS[host]) + b"\x08\x00" + packet))

    def adverts(self, lo: float, hi: float, host: str, priority: int = 103) -> None:
        """One advert a second from `lo` on, while before `hi`."""
        at = lo
        while at < hi:
            self.advert(at, host, priority)
            at += 1

    def announce(self, at: float, host: str, times: int = 5, address: str = VIP) -> None:
        for n in range(times):
            arp = pack(">HHBBH", 1, 0x0800, 6, 4, 1) + _mac(MACS[host]) + _ip(address) + bytes(6) + _ip(address)
            frame = b"\xff" * 6 + _mac(MACS[host]) + b"\x08\x06" + arp + bytes(18)
            self.packets.append((at + n * 0.00004, frame))

    def acquire(self, at: float, until: float, host: str, priority: int = 103) -> None:
        """What a host sends when it becomes master, and as long as it is."""
        self.announce(at + 0.0003, host)
        self.adverts(at + 0.0001, until, host, priority)
        if until > at + 5:
            self.announce(at + 5.0003, host)

    def talk(self, lo: float, hi: float, host: str, every: float = 0.5) -> None:
        """Health checks: connections to the pool."""
        at, port = lo, 50000
        while at < hi:
            segment = pack(">HHIIBBHHH", port, 6432, 1, 0, 0x50, 2, 1024, 0, 0)
            packet = _ipv4(ADDRESSES[host], POOL, 6, segment, 64)
            self.packets.append((at, _mac("02:00:00:00:01:05") + _mac(MACS[host]) + b"\x08\x00" + packet))
            at, port = at + every, port + 1

    def ask(self, at: float, host: str, takes: float | None = 0.001) -> None:
        """A client's SYN to the virtual address at a host, which answers from it unless `takes` is None."""
        client, port = _mac("02:00:00:00:01:50"), 30000 + round(at * 1000) % 30000
        frames = [(at, client, _mac(MACS[host]), "192.168.1.50", VIP, (port, 5432), 2)]
        if takes is not None:
            frames.append((at + takes, _mac(MACS[host]), client, VIP, "192.168.1.50", (5432, port), 18))
        for time, mac, to, source, target, ports, flags in frames:
            segment = pack(">HHIIBBHHH", *ports, 1, 2, 0x50, flags, 1024, 0, 0)
            self.packets.append((time, to + mac + b"\x08\x00" + _ipv4(source, target, 6, segment, 64)))

    def serve(self, lo: float, hi: float, host: str, every: float = 0.1) -> None:
        """Clients that ask the host, and are answered."""
        for n in range(round((hi - lo) / every)):
            self.ask(lo + n * every, host)

    def until(self, at: float) -> Wire:
        """The same, cut off at an instant."""
        return Wire([p for p in self.packets if p[0] < at])

    def write(self, folder: Path, name: str = "bridge.pcap") -> Path:
        out = [pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
        for at, data in sorted(self.packets, key=lambda p: p[0]):
            seconds, micro = divmod(EPOCH_US + round(at * 1_000_000), 1_000_000)
            out.append(pack("<IIII", seconds, micro, len(data), len(data)) + data)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(out))
        return path
