"""The ports that a service publishes: `8404:8404`, `127.0.0.1:5432:6432/tcp`, ranges, and the long form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.configs.compose.facts import PublishedPort
from checker.configs.compose.layers import Layers, nodes_in
from checker.configs.compose.values import Values
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement
from checker.configs.yaml.nodes import Entries, Entry, Node, Scalar

_SHORT = re.compile(
    r"(?:(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\s]*):)?(?P<published>[\d-]*):)?(?P<target>\d+(?:-\d+)?)(?:/(?P<protocol>\w+))?\Z",
    re.ASCII,
)
_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?\Z", re.ASCII)
_SAYS = "compose specification, ports"


def published_ports(layers: Layers, values: Values) -> tuple[PublishedPort, ...]:
    """Return every published port of a service; a port that two files publish alike counts once."""
    found: dict[object, PublishedPort] = {}
    for entry in layers.all("ports"):
        for node in nodes_in(entry.node):
            for port in _ports(node, entry, values):
                found[port.host_address.known, port.published.known, port.target.known, port.protocol] = port
    return tuple(found.values())


def _ports(node: Node, entry: Entry, values: Values) -> Iterator[PublishedPort]:
    if isinstance(node, Scalar):
        yield from _short(values.text(node, Statement((node.word,))))
    elif isinstance(node, Entries):
        yield from _long(node, entry, values)


def _short(written: Setting[str]) -> Iterator[PublishedPort]:
    if isinstance(written.known, Unknown):
        yield _unknown(written, written.known)
        return
    match = _SHORT.match(written.known.strip())
    targets = _range(match["target"]) if match else ()
    published = _range(match["published"] or "") if match else ()
    if match is None or not targets or (published and len(published) < len(targets)):
        yield _unknown(written, Unknown(f"'{written.known}' does not publish a port"))
        return
    address = (match["host"] or "").strip("[]")
    yield from _each(written, address, published, targets, (match["protocol"] or "tcp", "ingress"))


def _each(
    written: Setting[str], address: str, published: tuple[int, ...], targets: tuple[int, ...], kind: tuple[str, str]
) -> Iterator[PublishedPort]:
    """Yield one port for each of a range; a single target takes one of several published ports, which one is open."""
    for index, target in enumerate(targets):
        host: int | Unknown | None = published[index] if published else None
        if len(published) > len(targets):
            host = Unknown(f"'{written.known}' leaves open which port is published")
        yield PublishedPort(
            written.at, _as(written, address), _as(written, host), _as(written, target), kind[0], kind[1]
        )


def _as(written: Setting[str], known: object) -> Setting:  # type: ignore[type-arg]
    """Return the setting with another value, of whatever type."""
    return replace(written, known=known)  # type: ignore[arg-type]


def _unknown(written: Setting[str], why: Unknown) -> PublishedPort:
    return PublishedPort(written.at, _as(written, why), _as(written, why), _as(written, why), "tcp", "ingress")


def _range(text: str) -> tuple[int, ...]:
    match = _RANGE.match(text)
    if match is None:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(range(first, last + 1)) if first <= last <= 65535 and last - first < 1000 else ()


def _long(node: Entries, entry: Entry, values: Values) -> Iterator[PublishedPort]:
    layers = Layers((node,))
    first = next(iter(node.by_key.values()), None)
    here = replace(values, head=first.statement if first else entry.at)
    target = here.of(layers, "target", "", _SAYS)
    published = here.of(layers, "published", "", _SAYS)
    address = here.of(layers, "host_ip", "", _SAYS)
    protocol, mode = here.of(layers, "protocol", "tcp", _SAYS), here.of(layers, "mode", "ingress", _SAYS)
    shown = published if published.word else target
    for unknown in (part.known for part in (target, published, address) if isinstance(part.known, Unknown)):
        yield _unknown(shown, unknown)
        return
    targets, hosts = _range(target.value), _range(published.value)
    if not targets:
        yield _unknown(shown, Unknown(f"'{target.known}' is not a port"))
        return
    for port in _each(shown, address.value, hosts, targets, (str(protocol.known), str(mode.known))):
        yield replace(port, target=_as(target, port.target.known))
