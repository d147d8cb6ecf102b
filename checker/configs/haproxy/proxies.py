"""Frontends, backends and listens: what counts in each after its defaults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TypeVar

from checker.configs.haproxy.checking import proxy_checks
from checker.configs.haproxy.facts import Bind, Proxy, StatsPage
from checker.configs.haproxy.keywords import BIND
from checker.configs.haproxy.lines import unknown
from checker.configs.haproxy.options import Option, options
from checker.configs.haproxy.pinning import sticky
from checker.configs.haproxy.reading import after, default, endpoint_of, flag, last, nanoseconds, number, stated, text
from checker.configs.haproxy.rejecting import rejections
from checker.configs.haproxy.sections import Said, Section
from checker.configs.haproxy.servers import servers_of
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block, Word

T = TypeVar("T")
_STANDARD_LOGS = ("tcplog", "httplog", "httpslog")


def proxy_of(section: Section, spread: Setting[int]) -> Proxy:
    """Return what a section says, with its defaults."""
    lines, block = section.inherited(), section.block
    own = [each for each in lines if each.level == 0]
    mode = _word(lines, block, "mode", "tcp")
    return Proxy(
        kind=section.kind,
        name=section.name,
        block=block,
        defaults=tuple(base.block.place for base in section.bases),
        mode=mode,
        balance=_word(lines, block, "balance", "roundrobin"),
        binds=tuple(bind for each in own if each.keyword == "bind" for bind in _binds(each)),
        servers=tuple(servers_of(lines, section.name, proxy_checks(lines, block, spread))),
        uses=tuple(_uses(lines)),
        redispatch=_redispatch(lines, block),
        retries=_retries(lines, block),
        persist=_option(lines, block, "persist"),
        force_persist=_present(own, block, "force-persist"),
        sticky=sticky(lines, own, block),
        check_command=_check_command(lines, block),
        stats=_stats(lines, block, mode),
        log_format=_log_format(lines, block),
        logs=tuple(_logs(lines)),
        health_logged=_option(lines, block, "log-health-checks"),
        timeouts=MappingProxyType(dict(_timeouts(lines))),
        disabled=_disabled(lines, block),
        rejects=tuple(rejections(lines)),
    )


def _word(lines: Sequence[Said], block: Block, keyword: str, otherwise: str) -> Setting[str]:
    said = last(lines, (keyword,))
    if said is None:
        return default(otherwise, block, f"4.2, {keyword}")
    # a bare `balance` is the default
    return stated(said, said.words[1], text) if len(said.words) > 1 else flag(said, otherwise)


def _option(lines: Sequence[Said], block: Block, name: str) -> Setting[bool]:
    said = last(lines, ("option", name))
    return flag(said, not said.negated) if said else default(False, block, f"4.2, option {name}")


def _present(lines: Sequence[Said], block: Block, keyword: str) -> Setting[bool]:
    said = last(lines, (keyword,))
    return flag(said, True) if said else default(False, block, f"4.2, {keyword}")


def _redispatch(lines: Sequence[Said], block: Block) -> Setting[int | None]:
    said = last(lines, ("option", "redispatch"))
    if said is None:
        return default(None, block, "4.2, option redispatch")
    if said.negated:
        return flag(said, None)
    interval = after(said, 2)
    # HAProxy turns an interval of 0 off, and takes -1 (each third retry from the last) where none is written
    return stated(said, interval, lambda written: number(written) or None) if interval else flag(said, -1)


def _retries(lines: Sequence[Said], block: Block) -> Setting[int]:
    said = last(lines, ("retries",))
    return stated(said, after(said, 1), number) if said else default(3, block, "4.2, retries")


def _check_command(lines: Sequence[Said], block: Block) -> Setting[str]:
    said = last(lines, ("external-check", "command"))
    return stated(said, after(said, 2), text) if said else default("", block, "4.2, external-check command")


def _uses(lines: Sequence[Said]) -> Iterator[Setting[str]]:
    for said in lines:
        if said.keyword == "use_backend" and (name := after(said, 1)):
            yield stated(said, name, _backend)
    if said_last := last(lines, ("default_backend",)):
        yield stated(said_last, after(said_last, 1), text)


def _backend(written: str) -> str:
    if "%[" in written:
        raise ValueError(f"the backend '{written}' is chosen for each request")
    return written


def _log_format(lines: Sequence[Said], block: Block) -> Setting[str]:
    said = last(lines, ("log-format",), *(("option", name) for name in _STANDARD_LOGS))
    if said is None:
        return default("", block, "8.2, log formats")
    if said.keyword == "log-format":
        return stated(said, after(said, 1), text)
    clf = any(word.value == "clf" for word in said.words[2:])
    return flag(said, "clf" if clf else said.words[1].value)


def _logs(lines: Sequence[Said]) -> Iterator[Setting[str]]:
    """Yield the log targets; `no log` drops those before it."""
    found = [each for each in lines if each.keyword == "log"]
    start = max((n + 1 for n, each in enumerate(found) if each.negated), default=0)
    yield from (log_target(each) for each in found[start:])


def log_target(said: Said) -> Setting[str]:
    """Return what a `log` line says, its words joined."""
    reason = next((why for word in said.words if (why := unknown(word))), None)
    return Setting(
        reason or " ".join(word.value for word in said.words[1:]), said.statement, after(said, 1), via=said.via
    )


def _timeouts(lines: Sequence[Said]) -> Iterator[tuple[str, Setting[int]]]:
    for said in lines:
        if said.keyword == "timeout" and len(said.words) > 2:
            yield said.words[1].value, stated(said, said.words[2], nanoseconds)


def _disabled(lines: Sequence[Said], block: Block) -> Setting[bool]:
    said = last(lines, ("disabled",), ("enabled",))
    return flag(said, said.keyword == "disabled") if said else default(False, block, "4.2, disabled")


def _stats(lines: Sequence[Said], block: Block, mode: Setting[str]) -> StatsPage:
    """Return the statistics page; a section with a `stats` line of its own takes none of those it inherits."""
    found = [each for each in lines if each.keyword == "stats"]
    nearest = min((each.level for each in found), default=0)
    near = [each for each in found if each.level == nearest]
    uri, refresh, auth = (last(near, ("stats", name)) for name in ("uri", "refresh", "auth"))
    return StatsPage(
        enabled=_stats_enabled(near, block, mode),
        uri=stated(uri, after(uri, 2), text) if uri else default("/haproxy?stats", block, "4.2, stats uri"),
        refresh=stated(refresh, after(refresh, 2), _seconds) if refresh else default(None, block, "4.2, stats refresh"),
        auth=flag(auth, True) if auth else default(False, block, "4.2, stats auth"),
    )


def _stats_enabled(near: Sequence[Said], block: Block, mode: Setting[str]) -> Setting[bool]:
    """Return whether the page is served: any `stats` line turns it on, and only HTTP has one."""
    if not near:
        return default(False, block, "4.2, stats enable")
    if isinstance(mode.known, Unknown):
        return Setting(mode.known, mode.at, mode.word, via=mode.via)
    said = last(near, ("stats", "enable")) or near[0]
    return flag(said, True) if mode.known == "http" else Setting(False, mode.at, mode.word, mode.default, mode.via)


def _seconds(written: str) -> int | None:
    return nanoseconds(written if not written.isdecimal() else f"{written}s")


def _binds(said: Said) -> Iterator[Bind]:
    """Yield one bind for each address and each port of a line."""
    where = after(said, 1)
    if where is None:
        return
    own = options(said.statement, said.words[2:], BIND).found
    transparent = _bind_flag(said, own, "transparent")
    interface = _bind_interface(said, own)
    for each in where.value.split(","):
        found = endpoint_of(where, each)
        for port in found.ports:
            yield Bind(said.statement, _at(said, where, found.host), _at(said, where, port), transparent, interface)


def _at(said: Said, where: Word, value: T | Unknown) -> Setting[T]:
    return Setting(value, said.statement, where, via=said.via)


def _bind_flag(said: Said, found: Sequence[Option], name: str) -> Setting[bool]:
    if any(each.name == name for each in found):
        return flag(said, True)
    return default(False, said, f"5.1, {name}")


def _bind_interface(said: Said, found: Sequence[Option]) -> Setting[str]:
    option = next((each for each in reversed(found) if each.name == "interface"), None)
    return stated(said, option.value, text) if option else default("", said, "5.1, interface")
