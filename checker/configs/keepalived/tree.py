"""From pieces to a tree of statements; a statement with braces behind it is a block."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from checker.base.places import Place
from checker.configs.keepalived.commands import SHELL_WORD, has_open_quote, unescaped
from checker.configs.keepalived.pages import Text
from checker.configs.keepalived.reading import Fault, Piece
from checker.configs.words import Block, Statement, Word

_UNDEFINED = re.compile(r"\$[A-Za-z_]\w*$|.*?\$\{\w[^{}]*\}", re.ASCII)
# Here a `$` may be meant as such.
_VERBATIM = frozenset({"auth_pass", "process", "file"})
# Their values are split as a shell would: quotes of both kinds, within words too, and escapes.
_SHELL = re.compile(
    r"(script|notify(_\w+)?|startup_script|shutdown_script|quorum_(up|down)|misc_path|\w+_fifo_script)$"
)
_PLAIN_WORD = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Token:
    """A word, why its value is not known (or ''), and where it is defined if it is one variable and nothing else."""

    word: Word
    unknown: str = ""
    defined: Word | None = None


@dataclass
class Node:
    """A statement, and what stands between its braces (None where it has none); `rest` is all but its keyword."""

    tokens: tuple[Token, ...]
    rest: Word | None = None
    children: list[Node] | None = None
    inside: int = 0
    indent: str = "    "

    @property
    def statement(self) -> Statement:
        """Return its words."""
        return Statement(tuple(token.word for token in self.tokens))

    @property
    def keyword(self) -> str:
        """Return its first word."""
        return self.tokens[0].word.value

    @property
    def place(self) -> Place:
        """Where it starts."""
        return self.tokens[0].word.place

    @property
    def block(self) -> Block:
        """Return it as a section to which statements can be added."""
        return Block(self.statement, self.inside, self.indent)


@dataclass
class Tree:
    """The statements at the top, and what is wrong with braces and quotes."""

    nodes: list[Node] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def tree_of(pieces: Iterable[Piece]) -> Tree:
    """Return the tree of the pieces of a file; one that is not well formed yields what it can."""
    tree = Tree()
    levels: list[list[Node]] = [tree.nodes]
    heads: list[Node] = []
    head: Node | None = None
    for piece in pieces:
        match piece.kind:
            case "line":
                head = _node(piece.text, tree.faults)
                levels[-1] += [head] if head else []
            case "{" if head:
                heads.append(head)
                levels.append(_opened(head, piece.text))
                head = None
            case "{":
                tree.faults.append(Fault(piece.text.place, "`{` without a keyword before it", "remove it"))
            case _ if heads:
                heads.pop()
                levels.pop()
                head = None
            case _:
                tree.faults.append(Fault(piece.text.place, "`}` without a `{` before it", "remove it"))
    for left in heads:
        hint = "close the block with a `}` on a line of its own"
        tree.faults.append(Fault(left.place, f"the block of `{left.keyword}` is not closed", hint))
    return tree


def _opened(node: Node, brace: Text) -> list[Node]:
    """Make a block of a node, note where a line can be added to it, and return what will stand in it."""
    text, at = brace.page.text, brace.end
    line_end = text.find("\n", at)
    behind = text[at : line_end if line_end >= 0 else len(text)].strip()
    starts_line = line_end >= 0 and (not behind or behind[0] in "#!")
    node.children = []
    node.inside = line_end + 1 if starts_line else at
    node.indent = _indent(text, node.inside, node.tokens[0].word.start)
    return node.children


def _indent(text: str, inside: int, head: int) -> str:
    """Return the blanks before the first line of a block, or those before its head and four more."""
    own = re.match(r"[ \t]*", text[text.rfind("\n", 0, head) + 1 :])
    first = re.match(r"([ \t]+)[^\s}]", text[inside:])
    return first.group(1) if first else (own.group() if own else "") + "    "


def _node(text: Text, faults: list[Fault]) -> Node | None:
    first = re.match(r"\S+", text.value)
    keyword = first.group() if first else ""
    shell = bool(_SHELL.match(keyword))
    tokens = tuple(
        _token(text.cut(found.start(), found.end()), unescaped(found.group()) if shell else _unquoted(found))
        for found in (SHELL_WORD if shell else _PLAIN_WORD).finditer(text.value)
    )
    if has_open_quote(text.value) if shell else text.value.count('"') % 2:
        faults.append(Fault(text.place, "a quote is not closed on its line", "close it with a second one"))
    if not tokens:
        return None
    tokens = tuple(_defined(token, shell or keyword in _VERBATIM, faults) for token in tokens)
    return Node(tokens, _rest(text, tokens))


def _defined(token: Token, verbatim: bool, faults: list[Fault]) -> Token:
    """Return a word, as one of no known value where it is a variable that is not defined."""
    value = token.word.value
    quoted = token.word.raw[:1] in ('"', "'")
    if token.unknown or quoted or not _UNDEFINED.match(value) or (verbatim and "{" not in value):
        return token
    hint = "define it on a line above (`$NAME=value`); keepalived does not read its environment here"
    faults.append(Fault(token.word.place, f"`{value}` is not defined", hint))
    return Token(token.word, f"`{value}` is not defined in the files")


def _rest(text: Text, tokens: tuple[Token, ...]) -> Word | None:
    """Return the words behind the keyword as one."""
    if len(tokens) < 2:
        return None
    first, last = tokens[1].word, tokens[-1].word
    value = " ".join(token.word.value for token in tokens[1:])
    return text.page.word(value, first.start, max(first.end, last.end))


def _token(text: Text, value: str) -> Token:
    runs = text.runs
    unknown = next((run.unknown for run in runs if run.unknown), "")
    defined = runs[0].defined if len(runs) == 1 and not unknown else None
    whole = defined is not None and defined.value == value
    return Token(text.word(value), unknown, defined if whole else None)


def _unquoted(found: re.Match[str]) -> str:
    return found.group(1) if found.group(1) is not None else found.group(2)
