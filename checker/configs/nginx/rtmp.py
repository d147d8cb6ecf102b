"""The facts of the `rtmp` block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.configs.nginx.facts import AccessRule, Application, Callback, Relay, RtmpServer
from checker.configs.nginx.grammar import CALLBACKS
from checker.configs.nginx.listening import listens_of
from checker.configs.nginx.scope import Scope, written
from checker.configs.nginx.tree import Directive
from checker.configs.nginx.values import flag_value, number_value, time_value
from checker.configs.setting import Setting

_MODULE = "nginx-rtmp module"


def rtmp_servers(rtmp: Iterable[Directive]) -> tuple[RtmpServer, ...]:
    """Return the servers of all `rtmp` blocks."""
    return tuple(_server(Scope((block, each))) for block in rtmp for each in block.named("server"))


def _server(scope: Scope) -> RtmpServer:
    return RtmpServer(
        block=scope.block,
        listens=listens_of(scope, 1935),
        chunk_size=scope.setting("chunk_size", number_value, 4096, f"{_MODULE}: chunk_size is 4096"),
        netcall_timeout=scope.setting(
            "netcall_timeout", time_value, time_value("10s"), f"{_MODULE}: netcall_timeout is 10s"
        ),
        callbacks=_callbacks(scope),
        applications=tuple(_application(scope.within(each)) for each in scope.own("application")),
    )


def _application(scope: Scope) -> Application:
    def flag(name: str) -> Setting[bool]:
        return scope.setting(name, flag_value, False, f"{_MODULE}: {name} is off")

    return Application(
        name=next(iter(scope.blocks[-1].arguments), ""),
        block=scope.block,
        live=flag("live"),
        hls=flag("hls"),
        hls_path=scope.setting("hls_path", str, "", f"{_MODULE}: no hls_path, no segments"),
        hls_nested=flag("hls_nested"),
        hls_fragment=scope.setting("hls_fragment", time_value, time_value("5s"), f"{_MODULE}: hls_fragment is 5s"),
        notify_method=scope.setting("notify_method", str.lower, "post", f"{_MODULE}: notify_method is post"),
        callbacks=_callbacks(scope),
        pushes=_relays(scope, "push"),
        pulls=_relays(scope, "pull"),
        access=_access(scope),
        commands=tuple(each.at for each in scope.own("exec", "exec_push", "exec_publish")),
    )


def _callbacks(scope: Scope) -> Mapping[str, Callback]:
    """Return the callbacks in force; an inner block replaces what an outer one says of the same event."""
    found: dict[str, Callback] = {}
    for block in scope.blocks:
        for event in CALLBACKS:
            lines = [each.at for each in block.named(event) if each.arguments]
            if lines:
                *overridden, at = lines
                url = written(at, at.words[1], event, str)
                found[event] = Callback(event, at, url, tuple(overridden))
    return found


def _relays(scope: Scope, kind: str) -> tuple[Relay, ...]:
    return tuple(
        Relay(kind, each.at, written(each.at, each.at.words[1], kind, str), each.arguments[1:])
        for each in scope.own(kind)
        if each.arguments
    )


def _access(scope: Scope) -> tuple[AccessRule, ...]:
    """Return the rules in their order: those of inner blocks come first, and the first that matches decides."""
    return tuple(_rule(each) for block in reversed(scope.blocks) for each in block.named("allow", "deny"))


def _rule(directive: Directive) -> AccessRule:
    commands = [word for word in directive.arguments if word in ("publish", "play")]
    who = [word for word in directive.arguments if word not in ("publish", "play")]
    return AccessRule(directive.name, next(iter(commands), ""), next(iter(who), "all"), directive.at)
