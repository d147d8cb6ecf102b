"""A diagram as text again: parsing the text gives an equal diagram, whatever odd names and texts it holds."""

from __future__ import annotations

import re

from checker.diagram import clean
from checker.diagram.tree import (
    Activation,
    Autonumber,
    Block,
    Box,
    Declaration,
    Destroy,
    Diagram,
    Menu,
    Message,
    Note,
    Section,
    Statement,
    Title,
    visits,
)

_INDENT = "    "
_DIVISION = {"alt": "else", "par": "and", "par_over": "and", "critical": "option"}
# A directive that says nothing: where the text would be taken for more than it is, it keeps the parts from meeting.
_SPLIT = "%%{x}%%"
_TAG = re.compile(rf'<(?=[{clean.WORD}]+(?:[^>]*="|[^>]*\Z))')
_DIRECTIVE_START = re.compile(rf"%%(?=\{{[{clean.SPACES}]*(?:[{clean.WORD}]|\Z))")
# Deeper than this, blocks are indented no further, or ten thousand of them would fill the memory with blanks.
_DEEPEST = 20


def show(diagram: Diagram) -> str:
    """Return the diagram as Mermaid text, one statement a line, blocks indented."""
    lines = ["sequenceDiagram"]
    for mark, node, section, depth in visits(diagram.statements):
        if mark == "close":
            text = "end"
        elif isinstance(node, Block):
            text = _opening(node, section, mark)
        else:
            text = _statement(node)
        lines.append(_INDENT * (min(depth, _DEEPEST) + 1) + _guard(text))
    if any('="' in line for line in lines):
        lines = [_TAG.sub(f"<{_SPLIT}", line) for line in lines]
    return "\n".join(lines) + "\n"


def _opening(node: Block, section: Section | None, mark: str) -> str:
    word = node.kind if mark == "open" else _DIVISION[node.kind]
    return _joined(word, _wrap(section.wrap, section.label)) if section else word


def _statement(node: Statement) -> str:
    match node:
        case Message():
            return _message(node)
        case Note():
            return (
                f"note {node.side} {_with_text(','.join(map(_blank_after_hyphen, node.actors)), node.wrap, node.text)}"
            )
        case Activation():
            return f"{'activate' if node.active else 'deactivate'} {node.actor}"
        case Declaration():
            return _declaration(node)
        case Destroy():
            return f"destroy {node.id}"
        case _:
            return _rare(node)


def _rare(node: Statement) -> str:
    match node:
        case Autonumber():
            return _autonumber(node)
        case Title():
            return _title(node)
        case Menu():
            return f"{node.kind} {_with_text(node.actor, node.wrap, node.text)}"
        case Box():
            return _joined("box", _joined(node.colour, _wrap(node.wrap, node.title)))
        case _:
            return ""


def _message(node: Message) -> str:
    before = "()" if node.centre in ("sender", "both") else ""
    after = "()" if node.centre in ("receiver", "both") else "+" if node.activate else "-" if node.deactivate else ""
    # A blank wherever two parts would read as another arrow.
    if node.sender.endswith("-"):
        before = " " + before
    if after == "-":
        after = f"{' ' if node.arrow.endswith('-') else ''}-{' ' if node.receiver[0] in 'xX|' else ''}"
    return f"{node.sender}{before}{node.arrow}{after}{_with_text(node.receiver, node.wrap, node.text)}"


def _blank_after_hyphen(name: str) -> str:
    """Return the name with a blank behind a last hyphen, which would not belong to the name without one."""
    return name + " " if name.endswith("-") else name


def _with_text(name: str, wrap: bool | None, text: str) -> str:
    """Return the name, a colon and the text; no blank behind a name that would make a title line of them."""
    text = _wrap(wrap, text)
    if name.lower() == "title":
        return f"{name}:{text or ';'}"
    name = _blank_after_hyphen(name)
    return f"{name}: {text}".rstrip(" ")


def _declaration(node: Declaration) -> str:
    config = f"@{{ {node.config} }}" if node.config is not None else ""
    text = f"{'create ' if node.created else ''}{node.keyword} {node.id}{config}"
    return text if node.label is None else f"{text} as {_wrap(node.wrap, node.label)}"


def _autonumber(node: Autonumber) -> str:
    if not node.visible:
        return "autonumber off"
    return " ".join(["autonumber", *(_number(n) for n in (node.start, node.step) if n is not None)])


def _number(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    if number == float("inf"):
        return "1" + "0" * 309
    return repr(number) if number < 1e16 else f"{number:.0f}"


def _title(node: Title) -> str:
    if node.kind == "title":
        return f"title {node.text}"
    if node.kind == "acc_title":
        return f"accTitle: {node.text}".rstrip(" ")
    return f"accDescr {{\n{node.text}\n}}" if "\n" in node.text else f"accDescr: {node.text}".rstrip(" ")


def _wrap(wrap: bool | None, text: str) -> str:
    return text if wrap is None else f"{'' if wrap else 'no'}wrap:{text}"


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first


def _guard(text: str) -> str:
    """Keep the steps before the grammar from changing what a statement says."""
    if "%%{" in text:
        text = _DIRECTIVE_START.sub(f"%%{_SPLIT}", text)
    # Of a line that reads like a style rule the last ";" is dropped: give it one to drop.
    for word in ("classDef", "style"):
        if word in text and clean.lost_semicolons(text + ";", word):
            text += ";"
    return text
