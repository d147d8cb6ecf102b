"""What HAProxy refuses in `server`, `server-template`, `default-server` and `bind` lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Finding
from checker.configs.haproxy.addresses import NO_PORT, AddressError, address
from checker.configs.haproxy.keywords import BIND, SERVER, Keyword
from checker.configs.haproxy.lines import OpenWord
from checker.configs.haproxy.options import Option, options
from checker.configs.haproxy.problems import near, quoting, refused, younger
from checker.configs.haproxy.reading import number
from checker.configs.haproxy.section_keywords import NOT_FOR_DEFAULTS, SERVER_CHOICES, SERVER_RANGES, SERVER_TIMES
from checker.configs.haproxy.sections import Said
from checker.configs.haproxy.unknown import unknown_keyword
from checker.configs.haproxy.validate_lines import duration_problems
from checker.configs.words import Word

_OLDEST = "2.6"
_FIRST_OPTION = {"server": 3, "server-template": 4, "default-server": 1}


def server_problems(said: Said) -> Iterator[Finding]:
    """Yield what is wrong with a line of servers."""
    start = _FIRST_OPTION[said.keyword]
    if len(said.words) < start:
        return  # told already
    if said.keyword != "default-server":
        yield from _server_address_problems(said.words[start - 1])
    if said.keyword == "server-template":
        yield from _template_problems(said.words[2])
    found = options(said.statement, said.words[start:], SERVER)
    yield from _option_problems(found.short, found.unknown, SERVER, said.keyword)
    yield from _version_problems(found.found, SERVER)
    for option in found.found:
        yield from _value_problems(option)
        if option.name in NOT_FOR_DEFAULTS and said.keyword == "default-server":
            yield refused(option.word.place, f"'{option.name}' cannot stand in a default-server line")


def bind_problems(said: Said) -> Iterator[Finding]:
    """Yield what is wrong with a bind line."""
    if len(said.words) < 2:
        return  # told already
    word = said.words[1]
    for each in [] if isinstance(word, OpenWord) else word.value.split(","):
        try:
            found = address(each)
        except AddressError as error:
            yield refused(word.place, f"bind: {error}")
            continue
        if not found.socket and found.port == NO_PORT:
            yield refused(word.place, f"bind: '{each}' has no port")
    line = options(said.statement, said.words[2:], BIND)
    yield from _option_problems(line.short, line.unknown, BIND, "bind")
    yield from _version_problems(line.found, BIND)


def _server_address_problems(word: Word) -> Iterator[Finding]:
    if isinstance(word, OpenWord):
        return
    try:
        found = address(word.value)
    except AddressError as error:
        yield refused(word.place, f"server: {error}")
        return
    if found.port != found.last_port:
        yield refused(word.place, f"server: '{word.value}' has a range of ports, and a server has one")
    elif found.socket.startswith("fd@"):
        yield refused(word.place, f"server: '{word.value}' is a file descriptor, and a server is an address")


def _template_problems(word: Word) -> Iterator[Finding]:
    low, dash, high = word.value.partition("-")
    first, final = (number(low), number(high)) if dash else (1, number(low))
    if not isinstance(word, OpenWord) and not 1 <= first <= final:
        yield refused(word.place, f"server-template: '{word.value}' is no number of servers, nor a range such as 1-3")


def _version_problems(found: Sequence[Option], table: Mapping[str, Keyword]) -> Iterator[Finding]:
    for option in found:
        since = table[option.name].since if option.name in table else ""
        if since > _OLDEST:
            yield younger(option.word, since)


def _option_problems(
    short: Sequence[Word], unknown: Sequence[Word], table: Mapping[str, Keyword], what: str
) -> Iterator[Finding]:
    for word in short:
        yield refused(word.place, f"'{word.value}' has no value")
    for word in unknown:
        yield unknown_keyword(word, f"a {what} line", table)


def _value_problems(option: Option) -> Iterator[Finding]:
    """Yield what is wrong with the value of an option."""
    name, word = option.name, option.value
    if word is None or isinstance(word, OpenWord):
        return
    if name in SERVER_TIMES:
        yield from duration_problems(word, name, least=1)
    elif name in SERVER_RANGES:
        low, high = SERVER_RANGES[name]
        if not low <= number(word.value) <= high:
            wanted = f"{low} to {high}" if high < 2**31 else f"{low} at least"
            yield refused(word.place, f"{name} is {word.value}, and wants {wanted}", quoting(word))
    elif name in SERVER_CHOICES and word.value not in SERVER_CHOICES[name]:
        choices = SERVER_CHOICES[name]
        hint = near(word.value, choices) or f"write {' or '.join(sorted(choices))}"
        yield refused(word.place, f"'{word.value}' is nothing that {name} does", hint)
