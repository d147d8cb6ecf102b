"""Servers: `server` and `server-template` lines with what `default-server` lines say before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from checker.configs.haproxy.addresses import address
from checker.configs.haproxy.checking import ProxyChecks
from checker.configs.haproxy.facts import BalancedServer, Checks
from checker.configs.haproxy.keywords import SERVER
from checker.configs.haproxy.lines import unknown
from checker.configs.haproxy.options import ANY, Option, options
from checker.configs.haproxy.reading import Read, endpoint_of, nanoseconds, number, text, value_of
from checker.configs.haproxy.sections import Said
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Word

T = TypeVar("T")
_DEFAULT = "HAProxy configuration manual 5.2, "
_HEADERS = ("send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn")
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """All options that count for a server line: the farthest first, as of two that exclude each other the last wins."""

    said: Said
    found: tuple[Option, ...]

    def last(self, *names: str) -> Option | None:
        """Return the last of these options."""
        return next((each for each in reversed(self.found) if each.name in names or each.name == ANY), None)

    def flag(self, name: str, off: str) -> Setting[bool]:
        """Return whether an option without a value is on."""
        option = self.last(name, off)
        if option is None:
            return Setting(False, self.said.statement, default=_DEFAULT + name)
        return Setting(_maybe(option, option.name == name), option.line, via=option.via)

    def value(self, name: str, read: Read[T], otherwise: T) -> Setting[T]:
        """Return the value of an option."""
        option = self.last(name)
        if option is None:
            return Setting(otherwise, self.said.statement, default=_DEFAULT + name)
        if option.name == ANY:
            return Setting(_maybe(option, otherwise), option.line, via=option.via)
        if option.value is None:
            return Setting(Unknown(f"'{name}' has no value"), option.line, via=option.via)
        return Setting(value_of(option.value, read), option.line, option.value, via=option.via)


def _maybe(option: Option, value: T) -> T | Unknown:
    """Return a value, unless the option may be any."""
    reason = unknown(option.word)
    return value if option.name != ANY or reason is None else reason


def servers_of(lines: Sequence[Said], backend: str, checks: ProxyChecks) -> Iterator[BalancedServer]:
    """Yield the servers of a proxy, in their order; `lines` are all that count in it, its defaults' first."""
    inherited: list[Option] = []
    for said in lines:
        match said.keyword:
            case "default-server":
                inherited += _options(said, 1)
            case "server" if said.level == 0 and len(said.words) > 2:
                own = Options(said, (*inherited, *_options(said, 3)))
                yield _server(said.words[1].value, backend, own, said.words[2], checks)
            case "server-template" if said.level == 0 and len(said.words) > 3:
                own = Options(said, (*inherited, *_options(said, 4)))
                for name in _template_names(said):
                    yield _server(name, backend, own, said.words[3], checks)


def _options(said: Said, start: int) -> tuple[Option, ...]:
    via = (*said.via, said.statement.place) if said.keyword == "default-server" else said.via
    return tuple(replace(each, via=via) for each in options(said.statement, said.words[start:], SERVER).found)


def _template_names(said: Said) -> Iterator[str]:
    """Yield the names of a template: a prefix and the numbers, `3` for 1 to 3."""
    prefix, numbers = said.words[1].value, said.words[2].value
    low, dash, high = numbers.partition("-")
    first, final = (number(low), number(high)) if dash else (1, number(low))
    for n in range(first, min(final, first + 9999) + 1):
        yield f"{prefix}{n}"


def _server(name: str, backend: str, own: Options, where: Word, checks: ProxyChecks) -> BalancedServer:
    host, port = _split(own.said, where)
    return BalancedServer(
        name=name,
        backend=backend,
        at=own.said.statement,
        address=host,
        port=port,
        checks=_checks(own, host, port, checks),
        backup=own.flag("backup", "no-backup"),
        disabled=own.flag("disabled", "enabled"),
        weight=own.value("weight", number, 1),
        on_marked_down=own.value("on-marked-down", text, ""),
        on_marked_up=own.value("on-marked-up", text, ""),
        cookie=own.value("cookie", text, ""),
        resolvers=own.value("resolvers", text, ""),
        proxy_header=_proxy_header(own),
        tls=own.flag("ssl", "no-ssl"),
        alpn=own.value("alpn", text, ""),
    )


def _proxy_header(own: Options) -> Setting[str]:
    """Return the option that puts a PROXY header before what clients say; each is turned off by its own `no-`."""
    for name in _HEADERS:
        found = own.flag(name, f"no-{name}")
        if isinstance(found.known, Unknown) or found.known:
            return Setting(found.known if isinstance(found.known, Unknown) else name, found.at, via=found.via)
    return Setting("", own.said.statement, default=_DEFAULT + _HEADERS[0])


def _split(said: Said, where: Word) -> tuple[Setting[str], Setting[int]]:
    """Return the host and the port of an address, each as a setting of that word."""
    found = endpoint_of(where, where.value)
    # a range of ports is none that a server has
    return Setting(found.host, said.statement, where), Setting(next(iter(found.ports), -1), said.statement, where)


def _checks(own: Options, host: Setting[str], port: Setting[int], proxy: ProxyChecks) -> Checks:
    return Checks(
        enabled=own.flag("check", "no-check"),
        inter=own.value("inter", nanoseconds, 2 * _SECOND),
        fastinter=own.value("fastinter", nanoseconds, None),
        downinter=own.value("downinter", nanoseconds, None),
        fall=own.value("fall", number, 3),
        rise=own.value("rise", number, 2),
        address=_target(own, "addr", _host_only, host, proxy.address),
        port=_target(own, "port", number, port, proxy.port),
        kind=proxy.kind,
        timeout_connect=proxy.timeout_connect,
        timeout_check=proxy.timeout_check,
        spread=proxy.spread,
        observe=own.value("observe", text, ""),
        on_error=own.value("on-error", text, "fail-check"),
        error_limit=own.value("error-limit", number, 10),
        tls=own.flag("check-ssl", "no-check-ssl"),
        agent=own.flag("agent-check", "no-agent-check"),
        init_state=own.value("init-state", text, "up"),
        track=own.value("track", text, ""),
    )


def _host_only(written: str) -> str:
    parsed = address(written)
    return parsed.socket or parsed.host


def _target(own: Options, name: str, read: Read[T], of_server: Setting[T], of_rule: Setting[T] | None) -> Setting[T]:
    """Return where checks go: what a `connect` rule says, else the option, else the server's own."""
    if of_rule:
        return of_rule
    return own.value(name, read, None) if own.last(name) else of_server  # type: ignore[arg-type]
