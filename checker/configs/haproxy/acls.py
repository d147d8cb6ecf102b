"""Names of ACLs behind `if` and `unless`: each must stand above in the same section, or be one that HAProxy has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding
from checker.configs.haproxy.lines import OpenWord
from checker.configs.haproxy.problems import near, refused
from checker.configs.haproxy.sections import Said, Section
from checker.configs.words import Word

_PREDEFINED = frozenset(
    {"FALSE", "TRUE", "LOCALHOST", "HTTP", "HTTP_CONTENT", "RDP_COOKIE", "REQ_CONTENT", "WAIT_END"}
    | {f"HTTP_{version}" for version in ("1.0", "1.1", "2.0", "3.0", "URL_ABS", "URL_SLASH", "URL_STAR")}
    | {f"METH_{m}" for m in ("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")}
)
_CONDITIONAL = frozenset(
    {"use_backend", "use-server", "force-persist", "ignore-persist", "force-be-switch", "stick", "redirect"}
    | {"http-request", "http-response", "http-after-response", "tcp-request", "tcp-response"}
)
_PARTLY = (("monitor", "fail"), ("stats", "admin"), ("stats", "http-request"))
_BEGINS = frozenset({"if", "unless"})
_OR = frozenset({"or", "||"})


def acl_problems(section: Section) -> Iterator[Finding]:
    """Yield names of ACLs that nothing above them in their section defines, and where an ACL cannot stand."""
    known: set[str] = set()
    later = {each.words[1].value for each in section.said() if each.keyword == "acl" and len(each.words) > 1}
    for said in section.said():
        if said.keyword == "acl" and section.kind == "defaults" and not section.name:
            yield refused(said.statement.place, "'acl' cannot stand in a defaults section without a name")
        elif said.keyword == "acl" and len(said.words) > 1:
            known.add(said.words[1].value)
        else:
            yield from (_missing(word, known, later) for word in _names(said) if word.value.lstrip("!") not in known)


def _missing(word: Word, known: set[str], later: set[str]) -> Finding:
    name = word.value.lstrip("!")
    if name in later:
        hint = "its 'acl' line stands below: HAProxy wants it above"
    elif name in ("and", "&&"):
        hint = "conditions that stand side by side must all hold: leave it out"
    else:
        hint = near(name, known) or f"write 'acl {name} ...' above, in the same section"
    return refused(word.place, f"no acl is called '{name}'", hint)


def _names(said: Said) -> Iterator[Word]:
    """Yield the words of a condition that are names; what stands in braces is an ACL without one."""
    words = _condition(said)
    inside = False
    for word in words:
        bare = word.value.lstrip("!")
        if inside or bare == "{":
            inside = bare != "}"
        elif bare and bare.lower() not in _OR and bare not in _PREDEFINED and not isinstance(word, OpenWord):
            yield word


def _condition(said: Said) -> Sequence[Word]:
    """Return what stands behind the `if` of a line: the last one that is not within braces."""
    if said.keyword not in _CONDITIONAL and not any(said.starts(*words) for words in _PARTLY):
        return ()
    start, inside = 0, False
    for at, word in enumerate(said.words):
        bare = word.value.lstrip("!")
        inside = bare == "{" or (inside and bare != "}")
        if at and not inside and word.value in _BEGINS:
            start = at + 1
    return said.words[start:] if start else ()
