"""The log-formats that a HAProxy configuration gives its proxies. Nothing else of it is read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.configs.haproxy.keywords import SECTIONS
from checker.configs.haproxy.tokens import UNENDED, tokens
from checker.readers.haproxy_custom import StatedFormat
from checker.readers.haproxy_logformat import CLF, LONGEST

_PROXIES = frozenset({"frontend", "listen"})
_STANDARD = frozenset({"tcplog", "httplog", "httpslog"})
_READ = SECTIONS | {"mode", "log-format", "option", ".if"}
_VARIABLE = "holds an environment variable, which is not known here"


@dataclass(frozen=True, slots=True)
class _Proxy:
    """What a section says so far: its mode, and its log-format (None: a standard one)."""

    kind: str
    http: bool = False
    stated: StatedFormat | None = None

    def format(self) -> StatedFormat | None:
        return replace(self.stated, http=self.http) if self.stated else None


def formats_in(data: bytes, path: str) -> list[StatedFormat]:
    """Return each log-format that some frontend of a configuration writes; standard ones are left out.

    Where sections depend on conditions (`.if`), every format that may be meant. Never raises on any bytes.
    """
    if b"\0" in data:
        return []
    numbered = enumerate(data.decode("utf-8", "replace").split("\n"), 1)
    lines = [(Place(path, n), _words(line)) for n, line in numbered if _matters(line)]
    proxies = list(_proxies(lines))
    if any(words and words[0] == ".if" for _, (words, _) in lines):
        proxies += [_Proxy("listen", True, found) for found in _every(lines)]
    # a piece of a configuration may have nothing but defaults
    wanted = _PROXIES if any(p.kind in _PROXIES for p in proxies) else frozenset({"defaults"})
    found = (proxy.format() for proxy in proxies if proxy.kind in wanted)
    unique = {(each.text, each.http, each.why): each for each in found if each}
    return list(unique.values())


def _matters(line: str) -> bool:
    return bool(first := line[:LONGEST].split(None, 1)) and first[0] in _READ


_Lines = list[tuple[Place, tuple[list[str], str]]]


def _proxies(lines: _Lines) -> Iterator[_Proxy]:
    """Yield each section with what it took from its defaults."""
    defaults: dict[str, _Proxy] = {}
    latest, proxy, name = _Proxy("defaults"), _Proxy(""), ""
    for place, (words, why) in lines:
        if words and words[0] in SECTIONS:
            yield proxy
            base = defaults.get(_from(words), latest)
            proxy, name = replace(base, kind=words[0]), words[1] if len(words) > 1 else ""
        elif words:
            proxy = _after(proxy, words, why, place)
        if proxy.kind == "defaults":
            latest = defaults[name] = proxy
    yield proxy


def _from(words: list[str]) -> str:
    """Return the name of the defaults that a section asks for (`frontend web from tcp`), or what is no name."""
    at = words.index("from") if "from" in words[2:] else -1
    return words[at + 1] if 0 < at < len(words) - 1 else " "


def _after(proxy: _Proxy, words: list[str], why: str, place: Place) -> _Proxy:
    """Return a section with what one more line of it says."""
    match words:
        case ["mode", mode, *_]:
            return replace(proxy, http=mode == "http")
        case ["log-format", *rest]:
            return replace(proxy, stated=_stated(rest, why, place))
        case ["option", "httplog", "clf", *_]:
            return replace(proxy, stated=StatedFormat(CLF, place))
        case ["option", option, *_] if option in _STANDARD:
            return replace(proxy, stated=None)
    return proxy


def _every(lines: _Lines) -> Iterator[StatedFormat]:
    for place, (words, why) in lines:
        if words[:1] == ["log-format"]:
            yield _stated(words[1:], why, place)


def _stated(words: list[str], why: str, place: Place) -> StatedFormat:
    if not why and len(words) != 1:
        why = "is not one word; blanks in it must be quoted or escaped"
    return StatedFormat("" if why else words[0], place, why=why)


def _words(line: str) -> tuple[list[str], str]:
    """Return the words of a line without quotes, escapes and comment, and why they cannot be known ('': they are)."""
    found, faults = tokens(line, _unset)
    open_quote = any(fault.what == UNENDED for fault in faults)
    why = _VARIABLE if any(token.unknown for token in found) else UNENDED if open_quote else ""
    return [token.text for token in found], why


def _unset(name: str) -> str | None:
    return None
