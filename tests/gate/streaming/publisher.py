"""A client that publishes to a real nginx by RTMP as far as the question whether it may, and replicas to answer it."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.configs.nginx import daemon


def _text(value: str) -> bytes:
    return b"\x02" + struct.pack(">H", len(value)) + value.encode()


def _number(value: float) -> bytes:
    return b"\x00" + struct.pack(">d", value)


def _object(**values: str) -> bytes:
    pairs = (struct.pack(">H", len(key)) + key.encode() + _text(value) for key, value in values.items())
    return b"\x03" + b"".join(pairs) + b"\x00\x00\x09"


def _command(stream: int, *parts: bytes) -> bytes:
    """Return a command message in chunks of 128 bytes, which is what both sides begin with."""
    body = b"".join(parts)
    head = b"\x03" + b"\x00" * 3 + struct.pack(">I", len(body))[1:] + b"\x14" + struct.pack("<I", stream)
    return head + b"\xc3".join(body[at : at + 128] for at in range(0, len(body), 128))


def publish(port: int, application: str, key: str, within: float = 20) -> tuple[bool, float]:
    """Publish a stream; return whether the server went on with it, and after how many seconds it said so."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(b"\x03" + bytes(1536))
        _exactly(link, 1 + 1536 + 1536)
        link.sendall(bytes(1536))
        url = f"rtmp://127.0.0.1:{port}/{application}"
        link.sendall(_command(0, _text("connect"), _number(1), _object(app=application, tcUrl=url)))
        link.sendall(_command(0, _text("createStream"), _number(2), b"\x05"))
        began = time.monotonic()
        link.sendall(_command(1, _text("publish"), _number(3), b"\x05", _text(key), _text("live")))
        link.settimeout(within)
        heard = b""
        while b"NetStream.Publish.Start" not in heard:
            piece = link.recv(4096)
            if not piece:
                return False, time.monotonic() - began
            heard += piece
        return True, time.monotonic() - began


def _exactly(link: socket.socket, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        heard += link.recv(count - len(heard))
    return heard


class Replica:
    """A replica that is `answering`, `breaking` (hangs up on the question), `hanging` (says nothing) or `dead`."""

    def __init__(self, behaviour: str) -> None:
        self.asked = 0
        self._behaviour = behaviour
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        if behaviour == "dead":
            self._socket.close()
        else:
            threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._socket.accept()
            except OSError:
                return
            link.recv(65536)
            self.asked += 1
            if self._behaviour == "hanging":
                self._open.append(link)
                continue
            if self._behaviour == "answering":
                link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            link.close()

    def close(self) -> None:
        for link in (self._socket, *self._open):
            link.close()


@contextmanager
def nginx(folder: Path, text: str) -> Iterator[None]:
    """Run a real nginx with a configuration until the block ends."""
    with subprocess.Popen(
        daemon.command(folder, text, more="daemon off;"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Wait until somebody listens at a port."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens at {port}")
