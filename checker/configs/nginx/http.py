"""The facts of the `http` block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from checker.configs.nginx.facts import HttpServer, Location, Upstream, UpstreamServer
from checker.configs.nginx.listening import listens_of
from checker.configs.nginx.scope import Scope, block_of, known_value
from checker.configs.nginx.tree import Directive
from checker.configs.nginx.values import number_value, time_value, url_value
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement, Word

_BALANCE = ("ip_hash", "least_conn", "random", "hash", "least_time")
_MODIFIERS = ("=", "^~", "~", "~*")
_MANUAL = "nginx's manual, ngx_http_proxy_module"
_UPSTREAM = "nginx's manual, ngx_http_upstream_module"


def http_servers(http: Iterable[Directive]) -> tuple[HttpServer, ...]:
    """Return the servers of all `http` blocks."""
    return tuple(_server(Scope((block, each))) for block in http for each in block.named("server"))


def upstreams_of(http: Iterable[Directive]) -> tuple[Upstream, ...]:
    """Return the groups of servers of all `http` blocks."""
    return tuple(_upstream(each) for block in http for each in block.named("upstream"))


def _server(scope: Scope) -> HttpServer:
    return HttpServer(
        block=scope.block,
        listens=listens_of(scope, 80),
        names=tuple(name for each in scope.own("server_name") for name in each.arguments),
        root=_root(scope),
        locations=tuple(_locations(scope)),
    )


def _root(scope: Scope) -> Setting[str]:
    return scope.setting("root", str, "html", "nginx's manual: root is html")


def _locations(scope: Scope) -> Iterator[Location]:
    for each in scope.own("location"):
        words = each.arguments
        split = len(words) > 1 and words[0] in _MODIFIERS
        modifier, path = (words[0], words[1]) if split else ("", words[0] if words else "")
        if not split and path[:1] in ("=", "~"):  # `location =/x`, `location ~/x`: glued to the path
            modifier = next(m for m in ("~*", "=", "~") if path.startswith(m))
            path = path.removeprefix(modifier)
        elif path.startswith("@"):
            modifier = "@"
        yield _location(scope.within(each), modifier, path)


def _location(scope: Scope, modifier: str, path: str) -> Location:
    def time(name: str, default: str) -> Setting[int]:
        return scope.setting(name, time_value, time_value(default), f"{_MANUAL}: {name} is {default}")

    passes = [each for each in scope.own("proxy_pass") if each.arguments]
    proxied = (
        Setting(passes[-1].arguments[0], passes[-1].at, passes[-1].at.words[1])
        if passes
        else Setting("", scope.block, default=f"{_MANUAL}: no proxy_pass")
    )
    aliases = [each for each in scope.own("alias") if each.arguments]
    return Location(
        modifier=modifier,
        path=path,
        block=scope.block,
        proxy_pass=proxied,
        connect_timeout=time("proxy_connect_timeout", "60s"),
        send_timeout=time("proxy_send_timeout", "60s"),
        read_timeout=time("proxy_read_timeout", "60s"),
        next_upstream=_conditions(scope),
        next_tries=scope.setting("proxy_next_upstream_tries", number_value, 0, f"{_MANUAL}: no limit"),
        next_timeout=time("proxy_next_upstream_timeout", "0"),
        root=_root(scope),
        alias=Setting(aliases[-1].arguments[0], aliases[-1].at, aliases[-1].at.words[1])
        if aliases
        else Setting("", scope.block, default="nginx's manual: no alias"),
        inner=tuple(_locations(scope)),
    )


def _conditions(scope: Scope) -> Setting[tuple[str, ...]]:
    found = scope.words("proxy_next_upstream", ("error", "timeout"), f"{_MANUAL}: proxy_next_upstream is error timeout")
    if isinstance(found.known, Unknown) or "off" not in found.known:
        return found
    return Setting((), found.at, found.word, via=found.via)


def _upstream(directive: Directive) -> Upstream:
    scope = Scope((directive,))
    methods = list(scope.own(*_BALANCE))
    return Upstream(
        name=next(iter(directive.arguments), ""),
        block=block_of(directive),
        balance=Setting(methods[-1].name, methods[-1].at, methods[-1].at.words[0])
        if methods
        else Setting("round-robin", scope.block, default=f"{_UPSTREAM}: round-robin"),
        servers=tuple(upstream_server(each.at, each.at.words[1]) for each in scope.own("server") if each.arguments),
    )


def upstream_server(at: Statement, word: Word, text: str | None = None) -> UpstreamServer:
    """Return a server named by a word of a statement, with the options behind it."""
    address = known_value(word, "server", lambda value: value if text is None else text)
    url = _parts(address)
    options = {name: (word, value) for word in at.words[2:] for name, _, value in [word.value.partition("=")]}

    def flag(name: str) -> Setting[bool]:
        if name in options:
            return Setting(True, at, options[name][0])
        return Setting(False, at, default=f"{_UPSTREAM}: no {name}")

    def number(name: str, default: int) -> Setting[int]:
        if name not in options:
            return Setting(default, at, default=f"{_UPSTREAM}: {name} is {default}")
        return Setting(_read(name, options[name][1], number_value), at, options[name][0])

    fail_timeout = (
        Setting(_read("fail_timeout", options["fail_timeout"][1], time_value), at, options["fail_timeout"][0])
        if "fail_timeout" in options
        else Setting(time_value("10s"), at, default=f"{_UPSTREAM}: fail_timeout is 10s")
    )
    return UpstreamServer(
        at=at,
        host=url[0],
        port=url[1],
        address=Setting(address, at, word),
        backup=flag("backup"),
        down=flag("down"),
        weight=number("weight", 1),
        max_fails=number("max_fails", 1),
        fail_timeout=fail_timeout,
    )


def _parts(address: str | Unknown) -> tuple[str, int]:
    if isinstance(address, Unknown) or address.startswith("unix:"):
        return "", -1
    try:
        url = url_value(address, "http")
    except ValueError:
        return "", -1
    return url.host, url.port


def _read(name: str, text: str, read: Callable[[str], int]) -> int | Unknown:
    try:
        return read(text)
    except ValueError as error:
        return Unknown(f"{name}: {error}")
