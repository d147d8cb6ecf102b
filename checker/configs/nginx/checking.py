"""What nginx would refuse: directives of the RTMP module by our table, those of HTTP by crossplane's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from checker.base.finding import Finding, Severity
from checker.configs.nginx.grammar import RTMP, Shape
from checker.configs.nginx.tree import Directive, syntax_problem

_REFUSED = "nginx -t refuses this file"


def problems_of(directives: Iterable[Directive]) -> Iterator[Finding]:
    """Yield what is wrong with the directives of a file and of all its blocks."""
    yield from _judged(directives, ())


def _judged(directives: Iterable[Directive], context: tuple[str, ...]) -> Iterator[Finding]:
    from crossplane.analyzer import enter_block_ctx

    for each in directives:
        if context[:1] == ("rtmp",):
            yield from _rtmp_problems(each, context[-1])
        else:
            yield from _http_problems(each, context)
        if each.block and _has_directives(each.name):
            yield from _judged(each.inner, enter_block_ctx({"directive": each.name}, context))


def _has_directives(name: str) -> bool:
    """Whether a block holds directives: tables (`map`, `types`) hold values."""
    return name not in ("map", "types", "geo", "split_clients", "charset_map", "match") and not name.endswith("_block")


def _http_problems(directive: Directive, context: tuple[str, ...]) -> Iterator[Finding]:
    from crossplane.analyzer import analyze
    from crossplane.errors import NgxParserDirectiveError

    statement = {"directive": directive.name, "line": directive.at.place.line, "args": list(directive.arguments)}
    try:
        analyze("", statement, "{" if directive.block else ";", context, strict=False)
    except NgxParserDirectiveError as error:
        yield syntax_problem(str(error.strerror), directive.at.place, _REFUSED)


def _rtmp_problems(directive: Directive, context: str) -> Iterator[Finding]:
    shape = RTMP.get(directive.name)
    if shape is None:
        yield from _unknown(directive)
    elif context not in shape.contexts:
        where = " or ".join(f"'{name}'" for name in shape.contexts)
        message = f"{directive.name!r} stands in {context!r}; it belongs in {where}"
        yield syntax_problem(message, directive.at.place, _REFUSED)
    elif (directive.block is not None) != shape.block:
        wanted = "a block: '{' is missing" if shape.block else "no block: ';' is missing"
        yield syntax_problem(f"{directive.name!r} is {wanted}", directive.at.place, _REFUSED)
    else:
        yield from _value_problems(directive, shape)


def _value_problems(directive: Directive, shape: Shape) -> Iterator[Finding]:
    given = len(directive.arguments)
    if given < shape.least or (given > shape.most >= 0):
        wanted = str(shape.least) if shape.least == shape.most else f"{shape.least} or more"
        message = f"{directive.name!r} has {given} values, it takes {wanted}"
        yield syntax_problem(message, directive.at.place, _REFUSED)
    for word in directive.at.words[1:2]:
        try:
            shape.read(word.value)
        except ValueError as error:
            if "$" not in word.value:
                yield syntax_problem(f"{directive.name}: {error}", word.place, _REFUSED)


def _unknown(directive: Directive) -> Iterator[Finding]:
    close = get_close_matches(directive.name, RTMP, n=1, cutoff=0.85)
    yield Finding(
        "unknown-directive",
        Severity.ERROR if close else Severity.INFO,
        f"the RTMP module has no directive {directive.name!r}",
        directive.at.place,
        hint=f"did you mean {close[0]!r}?" if close else "a fork of the module may; the usual one refuses the file",
    )
