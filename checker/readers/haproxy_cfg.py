"""The log-formats that a HAProxy configuration gives its proxies. Nothing else of it is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.readers.haproxy_custom import StatedFormat
from checker.readers.haproxy_logformat import CLF, LONGEST

_PROXIES = frozenset({"frontend", "listen"})
_SECTIONS = _PROXIES | {
    *("global", "defaults", "backend", "peers", "resolvers", "userlist", "mailers", "cache", "program", "http-errors"),
    *("ring", "log-forward", "fcgi-app", "crt-store", "traces", "log-profile", "acme"),
}
_STANDARD = frozenset({"tcplog", "httplog", "httpslog"})
_READ = _SECTIONS | {"mode", "log-format", "option", ".if"}
_BLANKS = " \t"
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_VARIABLE = "holds an environment variable, which is not known here"
_UNENDED = "has a quote that is not closed"


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
        if words and words[0] in _SECTIONS:
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
    words: list[str] = []
    word: list[str] | None = None
    why, quote, at = "", "", 0
    line = line.rstrip("\r")
    while at < len(line):
        char = line[at]
        if not quote and char in _BLANKS + "#":
            if word is not None:
                words.append("".join(word))
            word = None
            if char == "#":
                break
            at += 1
            continue
        word = [] if word is None else word
        text, quote, at, odd = _character(line, at, quote)
        word.append(text)
        why = why or odd
    if word is not None:
        words.append("".join(word))
    return words, why or (_UNENDED if quote else "")


def _character(line: str, at: int, quote: str) -> tuple[str, str, int, str]:
    """Return the text that a character of a word stands for, the quote it is in now, where it ends, what is odd."""
    char = line[at]
    if char == "\\" and quote != "'":
        text, end = _escape(line, at + 1, quoted=bool(quote))
        return text, quote, end, ""
    if char in "'\"" and quote in ("", char):
        return "", "" if quote else char, at + 1, ""
    odd = _VARIABLE if char == "$" and quote == '"' and re.match(r"[A-Za-z_{]", line[at + 1 : at + 2]) else ""
    return char, quote, at + 1, odd


def _escape(line: str, at: int, *, quoted: bool) -> tuple[str, int]:
    """Return what stands for a backslash and what follows it; within double quotes fewer are special."""
    char = line[at : at + 1]
    if quoted:
        return (char, at + 1) if char and char in '\\"$' else ("\\", at)
    if char == "x":
        digits = line[at + 1 : at + 3]
        if len(digits) == 2 and all(c in "0123456789abcdefABCDEF" for c in digits):
            return chr(int(digits, 16)), at + 3
    if char and char in " \t#'\"\\":
        return char, at + 1
    return (_ESCAPED[char], at + 1) if char in _ESCAPED else ("\\", at)
