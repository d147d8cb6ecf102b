"""What a proxy says of its servers' checks: their kind, their timeouts, and where a `connect` rule sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.configs.haproxy.reading import after, default, flag, last, nanoseconds, number, stated, text
from checker.configs.haproxy.sections import Said
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block

_KINDS = {
    "httpchk": "http",
    "pgsql-check": "pgsql",
    "mysql-check": "mysql",
    "redis-check": "redis",
    "smtpchk": "smtp",
    "ldap-check": "ldap",
    "ssl-hello-chk": "ssl-hello",
    "tcp-check": "tcp-check",
    "external-check": "external",
    "spop-check": "spop",
}
_RULES = {"http": "http-check", "tcp-check": "tcp-check"}


@dataclass(frozen=True, slots=True)
class ProxyChecks:
    """What holds for the checks of all servers of a proxy; `address` and `port` only where a rule says them."""

    kind: Setting[str]
    timeout_connect: Setting[int | None]
    timeout_check: Setting[int | None]
    spread: Setting[int]
    address: Setting[str] | None
    port: Setting[int] | None


def proxy_checks(lines: Sequence[Said], block: Block, spread: Setting[int]) -> ProxyChecks:
    """Return what the lines of a proxy say of checks."""
    kind = _kind(lines, block)
    connect = _connect(lines, kind)
    return ProxyChecks(
        kind=kind,
        timeout_connect=_timeout(lines, block, "connect"),
        timeout_check=_timeout(lines, block, "check"),
        spread=spread,
        address=_of_rule(connect, "addr"),
        port=None if (port := _of_rule(connect, "port")) is None else _number(port),
    )


def _kind(lines: Sequence[Said], block: Block) -> Setting[str]:
    """Return the kind of check of the last option that sets one; `no option` of it means a connection alone."""
    said = last(lines, *(("option", name) for name in _KINDS))
    if said is None:
        return default("tcp", block, "4.2, option tcp-check")
    return flag(said, "tcp" if said.negated else _KINDS[said.words[1].value])


def _timeout(lines: Sequence[Said], block: Block, name: str) -> Setting[int | None]:
    said = last(lines, ("timeout", name))
    if said is None:
        return default(None, block, f"4.2, timeout {name}")
    # a timeout of 0 never ends
    return stated(said, after(said, 2), lambda written: nanoseconds(written) or None)


def _connect(lines: Sequence[Said], kind: Setting[str]) -> Said | None:
    """Return the first `connect` rule of the nearest section that has rules of the kind in use."""
    rule = "" if isinstance(kind.known, Unknown) else _RULES.get(kind.known, "")
    own = [each for each in lines if rule and each.keyword == rule]
    nearest = min((each.level for each in own), default=0)
    return next((each for each in own if each.level == nearest and each.starts(rule, "connect")), None)


def _of_rule(connect: Said | None, name: str) -> Setting[str] | None:
    if connect is None:
        return None
    at = next((n for n, word in enumerate(connect.words) if word.value == name and n > 1), 0)
    return stated(connect, after(connect, at + 1), text) if at else None


def _number(setting: Setting[str]) -> Setting[int]:
    known = setting.known if isinstance(setting.known, Unknown) else number(setting.known)
    return Setting(known, setting.at, setting.word, via=setting.via)
