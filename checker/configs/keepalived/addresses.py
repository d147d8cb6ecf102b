"""Virtual addresses: `192.168.1.100/24 dev eth0 label eth0:1`."""

from __future__ import annotations

from checker.configs.keepalived.facts import VirtualAddress
from checker.configs.keepalived.options import said
from checker.configs.keepalived.tree import Node, Token
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Word

MANUAL = "keepalived.conf(5): virtual_ipaddress"


def virtual_address(line: Node) -> VirtualAddress:
    """Return an address of an instance."""
    first = line.tokens[0]
    address, slash, prefix = first.word.value.partition("/")
    bits = 128 if ":" in address else 32
    known_prefix = int(prefix) if prefix.isascii() and prefix.isdigit() else None
    return VirtualAddress(
        at=line.statement,
        address=Setting(_known(first, address), line.statement, _part(first, address, 0)),
        prefix=Setting(_known(first, known_prefix), line.statement, _part(first, prefix, len(address) + 1))
        if slash and known_prefix is not None
        else Setting(bits, line.statement, default=f"{MANUAL}, /{bits}"),
        interface=_interface(line),
    )


def _known(token: Token, value: object) -> Unknown:
    return Unknown(token.unknown) if token.unknown else value  # type: ignore[return-value]


def _part(token: Token, value: str, at: int) -> Word:
    """Return a part of a word; the whole word where it is not written as it is read."""
    word = token.defined or token.word
    if token.unknown or word.raw != token.word.value:
        return Word(value, word.raw, word.start, word.place)
    place = word.place
    moved = type(place)(place.file, place.line, place.column + at)
    return Word(value, value, word.start + at, moved)


def _interface(line: Node) -> Setting[str]:
    for at, token in enumerate(line.tokens[:-1]):
        if token.word.value == "dev":
            return said(line, at + 1, str)
    return Setting("", line.statement, default=f"{MANUAL}, the interface of the instance")
