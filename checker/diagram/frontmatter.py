"""Front matter, and the YAML that may stand in it and in `participant A@{ ... }`.

PyYAML is imported only when a diagram holds some YAML: most hold none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from checker.diagram.clean import STRIP

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

# YAML is read by recursion and slowly; nobody writes a header of this size.
LIMIT = 20_000

_NULL = ("", "~", "null", "Null", "NULL")
_FALSE = ("false", "False", "FALSE")
_ZERO = re.compile(r"[-+]?(?:0|0x0+|0o0+|0b0+|0*\.?0+(?:[eE][-+]?\d+)?|0+\.)\Z")
_TAGS = ("!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "null", "bool", "int", "float")))
# PyYAML ends lines at these, the official YAML reader does not: they are out of sight while it reads.
_BREAKS = "\x85\u2028\u2029"
_HIDE_BREAKS = str.maketrans(_BREAKS, "\ufdd2\ufdd3\ufdd4")
_SHOW_BREAKS = str.maketrans("\ufdd2\ufdd3\ufdd4", _BREAKS)
_TAB_AFTER_LINE_START = re.compile(r"(?<=[^\n\t])\t")


class YamlError(ValueError):
    """The YAML cannot be read; `line` counts from 0 in the text given."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Scalar(NamedTuple):
    """A scalar of YAML as text, and whether JavaScript would take it for true."""

    text: str
    truthy: bool


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block between two `---` lines at the very start: its YAML, where that begins, and the length of it all."""

    body: str
    body_start: int
    length: int


def find_front_matter(text: str) -> FrontMatter | None:
    """Find the front matter, with the leading blanks of its fence taken off every line of the body.

    The opening takes as many blank lines as still leave a closing fence behind; the body ends at the first fence then.
    """
    indent = text[: len(text) - len(text.lstrip(STRIP.replace("\n", "")))]
    after = len(indent) + 3
    if not text.startswith("---", len(indent)):
        return None
    run = text[after : len(text) - len(text[after:].lstrip(STRIP))]
    openings = [after + i for i, char in enumerate(run) if char == "\n"]
    fences = _closing_fences(text, indent, openings[0] + 1) if openings else []
    if not fences:
        return None
    opening = max((o for o in openings if o < fences[-1][0]), default=openings[0])
    start, end = next(f for f in fences if f[0] > opening)
    body = text[opening + 1 : start]
    if indent:
        body = "\n".join(line.removeprefix(indent) for line in body.split("\n"))
    return FrontMatter(body, opening + 1, end)


def _closing_fences(text: str, indent: str, start: int) -> list[tuple[int, int]]:
    """Return (line feed before the fence, end of the match) of every line that can close the front matter."""
    fence = "\n" + indent + "---"
    found: list[tuple[int, int]] = []
    at = text.find(fence, start)
    while at >= 0:
        after = at + len(fence)
        run = re.compile(f"[{re.escape(STRIP)}]*").match(text, after)
        last = text.rfind("\n", after, run.end() if run else after)
        if last >= 0:
            found.append((at, last + 1))
        at = text.find(fence, at + 1)
    return found


def read_mapping(text: str) -> dict[str, Scalar]:
    """Read YAML and return the scalars of its top mapping, those that are null left out.

    Anything but a mapping gives an empty one. Raises YamlError.
    """
    import yaml

    if len(text) > LIMIT:
        raise YamlError(f"{len(text)} characters of YAML, more than the {LIMIT} that are read")
    try:
        # A tab between tokens is white space to the official reader; PyYAML knows only blanks there.
        node = yaml.compose(_TAB_AFTER_LINE_START.sub(" ", text).translate(_HIDE_BREAKS), Loader=yaml.BaseLoader)
        _check(node)
    except RecursionError:
        raise YamlError("YAML nested too deep") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise YamlError(str(error.problem or error.context), line) from None
    except yaml.YAMLError as error:
        raise YamlError(str(error).splitlines()[0]) from None
    return _scalars(node) if isinstance(node, yaml.MappingNode) else {}


def _check(root: Node | None) -> None:
    """Refuse what the official YAML reader refuses and PyYAML's composer lets pass: equal keys, unknown tags."""
    import yaml

    todo: list[Node] = [root] if root else []
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.tag not in _TAGS:
            raise YamlError(f'the tag "{node.tag}" is not known', node.start_mark.line)
        if isinstance(node, yaml.MappingNode):
            todo += _children(node)
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value


def _children(node: MappingNode) -> list[Node]:
    keys: set[str] = set()
    for key, _ in node.value:
        if isinstance(key.value, str):
            if key.value in keys:
                raise YamlError(f'the key "{key.value}" stands twice', key.start_mark.line)
            keys.add(key.value)
    return [child for pair in node.value for child in pair]


def _scalars(node: MappingNode) -> dict[str, Scalar]:
    import yaml

    found: dict[str, Scalar] = {}
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode):
            plain = not value.style
            if not (plain and value.value in _NULL):
                false = not value.value or (plain and (value.value in _FALSE or bool(_ZERO.match(value.value))))
                found[str(key.value)] = Scalar(value.value.translate(_SHOW_BREAKS), not false)
    return found
