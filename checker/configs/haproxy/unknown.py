"""Keywords that HAProxy does not have where they stand: misspelt, of another place, or of a version unknown here."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from checker.base.finding import Finding, Severity
from checker.configs.haproxy.keywords import BIND, SECTIONS, SERVER
from checker.configs.haproxy.problems import UNKNOWN, near
from checker.configs.haproxy.section_keywords import GLOBAL, GLOBAL_FAMILIES, OPTIONS, PROXY, SIDE_NAMES, TIMEOUTS
from checker.configs.haproxy.sections import Said
from checker.configs.words import Word

_CONTINUED = "\\"
_OTHERS = MappingProxyType(
    dict.fromkeys(("nameserver", "hold", "resolve_retries", "accepted_payload_size", "parse-resolv-conf"), "resolvers")
    | dict.fromkeys(("total-max-size", "max-object-size", "max-secondary-entries"), "cache")
    | dict.fromkeys(("docroot", "pass-header"), "fcgi-app")
    | {"peer": "peers", "table": "peers", "mailer": "mailers", "dgram-bind": "log-forward"}
)


def unknown_keyword(word: Word, among: str, known: Iterable[str]) -> Finding:
    """Return the finding of a keyword that HAProxy does not have at this place.

    It is an error where the word is known elsewhere, or is likely misspelt; else a newer version may have it.
    """
    elsewhere = _place_of(word.value)
    hint = f"it belongs {elsewhere}" if elsewhere else near(word.value, known)
    severity = Severity.ERROR if hint else Severity.WARNING
    message = f"'{word.value}' is not known in {among}"
    return Finding(UNKNOWN, severity, message, word.place, hint=hint or "no version up to 3.3 has it there")


def continued(said: Said) -> Finding | None:
    """Return the finding of a line that ends with a backslash, as if it went on, or None."""
    last = said.words[-1]
    if last.raw != _CONTINUED:
        return None
    message = "the line ends with '\\', which HAProxy takes for a further word"
    return Finding(
        UNKNOWN, Severity.ERROR, message, last.place, hint="haproxy.cfg has no continued lines: write it in one"
    )


def _place_of(name: str) -> str:
    """Return where a keyword belongs, to stand behind `it belongs`, or ''."""
    if name in SECTIONS:
        return "at the start of a section"
    if name in PROXY or name == "option":
        return f"on a line of its own in a {_section(PROXY.get(name, 'FB'))}"
    if name in GLOBAL or name.startswith(GLOBAL_FAMILIES):
        return "in the global section"
    if name in SERVER:
        return "on a server or default-server line"
    if name in BIND:
        return "on a bind line"
    if name in OPTIONS:
        return f"behind 'option' in a {_section(OPTIONS[name])}"
    if name in TIMEOUTS:
        return f"behind 'timeout' in a {_section(TIMEOUTS[name])}"
    return f"in a {_OTHERS[name]} section" if name in _OTHERS else ""


def _section(sides: str) -> str:
    side = SIDE_NAMES.get(sides, "frontend, backend")
    return f"{side} or listen section"
