"""A reader of the run's own capture: the TCP packets that open or refuse a connection."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYN, RST, ACK = 0x02, 0x04, 0x10


@dataclass(frozen=True)
class Packet:
    """One TCP packet: when, from and to which MAC, address and port, and its flags."""

    time: float
    source_mac: str
    target_mac: str
    source: tuple[str, int]
    target: tuple[str, int]
    flags: int


def tcp_packets(path: Path) -> Iterator[Packet]:
    """The TCP packets of a little-endian microsecond Ethernet capture."""
    data = path.read_bytes()
    if struct.unpack_from("<I", data)[0] != 0xA1B2C3D4:
        raise ValueError(f"{path.name!r} is not a little-endian microsecond capture")
    at = 24
    while at + 16 <= len(data):
        seconds, micros, kept, _ = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 : at + 16 + kept]
        at += 16 + kept
        packet = _read(seconds + micros / 1e6, frame)
        if packet is not None:
            yield packet


def _read(time: float, frame: bytes) -> Packet | None:
    if len(frame) < 54 or frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return None
    tcp = 14 + (frame[14] & 15) * 4
    source_port, target_port = struct.unpack_from(">HH", frame, tcp)
    return Packet(
        time,
        frame[6:12].hex(":"),
        frame[0:6].hex(":"),
        (".".join(map(str, frame[26:30])), source_port),
        (".".join(map(str, frame[30:34])), target_port),
        frame[tcp + 13],
    )
