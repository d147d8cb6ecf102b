"""Keywords at their places, blocks where blocks belong, values as keepalived takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.base.finding import Finding
from checker.configs.keepalived.keywords import BOUNDS, CHOICES, SECTIONS, SWITCHES, TOP, YES_NO, Follows
from checker.configs.keepalived.options import outside_bounds
from checker.configs.keepalived.problems import bad_value, refused, unknown_keyword
from checker.configs.keepalived.tree import Node


def grammar_problems(nodes: Iterable[Node]) -> Iterator[Finding]:
    """Yield what is wrong with the statements of a file, wherever they lead."""
    yield from _section(nodes, "", TOP)


def _section(nodes: Iterable[Node], kind: str, keywords: Mapping[str, Follows]) -> Iterator[Finding]:
    for node in nodes:
        follows = keywords.get(node.keyword)
        if follows is None:
            yield _unknown(node, kind, keywords)
            continue
        yield from _shape(node, follows)
        yield from _values(node, kind)
        section = SECTIONS.get(node.keyword)
        if follows is Follows.BLOCK and section:
            if section.named and len(node.tokens) < 2:
                yield refused(node.place, f"`{node.keyword}` needs a name", f"write `{node.keyword} NAME {{`")
            if section.keywords is not None:
                yield from _section(node.children or (), node.keyword, section.keywords)


def _unknown(node: Node, kind: str, keywords: Mapping[str, Follows]) -> Finding:
    where = f"in {kind}" if kind else "at the top of keepalived.conf"
    return unknown_keyword(
        node.place, f"keepalived knows no keyword `{node.keyword}` {where}", _meant(node.keyword, kind, keywords)
    )


def _meant(word: str, kind: str, keywords: Mapping[str, Follows]) -> str:
    """Return the advice to an unknown keyword: how it is spelt, or where it belongs."""
    others = [name for name, section in SECTIONS.items() if section.keywords and word in section.keywords]
    if others and kind not in others:
        return f"it belongs in {' or '.join(others)}"
    if word in TOP:
        return "it belongs at the top, outside of any block: a `}` may be missing above"
    from difflib import get_close_matches  # slow to load, and hardly ever needed

    close = get_close_matches(word, keywords, 1)
    return f"did you mean `{close[0]}`?" if close else "remove it, or see keepalived.conf(5)"


def _shape(node: Node, follows: Follows) -> Iterator[Finding]:
    """Yield what is wrong with braces and the number of words."""
    braces = node.children is not None
    if follows in (Follows.BLOCK, Follows.LIST) and not braces:
        yield refused(node.place, f"`{node.keyword}` needs a block in braces", f"write `{node.keyword} {{ ... }}`")
    if follows in (Follows.VALUE, Follows.ANY) and braces:
        yield refused(node.place, f"`{node.keyword}` has no block in braces", "remove the braces")
    if follows is Follows.VALUE and len(node.tokens) < 2:
        yield refused(node.place, f"`{node.keyword}` needs a value", f"write `{node.keyword} VALUE`")


def _values(node: Node, kind: str) -> Iterator[Finding]:
    if len(node.tokens) < 2 or node.tokens[1].unknown:
        return
    token = node.tokens[1]
    value, key = token.word.value, (kind, node.keyword)
    place = (token.defined or token.word).place
    if key in BOUNDS and (why := outside_bounds(value, BOUNDS[key])):
        bounds = BOUNDS[key]
        wanted = f"wanted a number from {bounds.low:g} to {bounds.high:g}"
        yield bad_value(place, f"`{node.keyword}`: {why}", wanted)
    if key in CHOICES and value not in CHOICES[key]:
        yield bad_value(place, f"`{node.keyword}` is `{value}`", f"wanted {' or '.join(CHOICES[key])}")
    if node.keyword in SWITCHES and value not in YES_NO:
        yield bad_value(place, f"`{node.keyword}` is `{value}`", f"wanted one of {', '.join(YES_NO)}")
