"""Where servers listen."""

from __future__ import annotations

from checker.configs.nginx.facts import Listen
from checker.configs.nginx.scope import Scope, known_value
from checker.configs.nginx.values import listen_value
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement, Word


def listens_of(scope: Scope, port: int) -> tuple[Listen, ...]:
    """Return all `listen` of a server; without any, the one by default, on `port`."""
    found = tuple(_listen(each.at, each.at.words[1], port) for each in scope.own("listen") if each.arguments)
    if found:
        return found
    says = f"nginx: without a listen, port {port}"
    return (Listen(scope.block.head, Setting("", scope.block, default=says), Setting(port, scope.block, default=says)),)


def _listen(at: Statement, word: Word, port: int) -> Listen:
    known = known_value(word, "listen", lambda text: listen_value(text, port))
    if isinstance(known, Unknown):
        return Listen(at, Setting(known, at, word), Setting(known, at, word))
    return Listen(at, Setting(known[0], at, word), Setting(known[1], at, word))
