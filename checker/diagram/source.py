"""A diagram's text on its way to the grammar: cleaned as the official reader does, every position kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from checker.base.places import Place, Span
from checker.diagram import clean
from checker.diagram.errors import DiagramError
from checker.diagram.frontmatter import FrontMatter, YamlError, find_front_matter, read_mapping
from checker.diagram.locate import Edited, Locator


@dataclass(frozen=True, slots=True)
class DiagramSource:
    """The text of one diagram, with its place in the file.

    `line` is where its header stands, `first_line` where `text` starts; `indents[i]` says how many columns of line i
    of the text were taken off (the indent of a fence, the marks of a quote). `title` is the heading above it.
    `kind` is "sequence", the first word of another type, or "unknown".
    """

    line: int
    title: str
    text: str = field(repr=False)
    kind: str = "sequence"
    path: str = ""
    first_line: int = 1
    indents: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cleaned text: `plain` as the user wrote it, `code` of the same length with the entities hidden."""

    plain: str
    code: str
    title: str
    locator: Locator

    def span(self, start: int, end: int) -> Span:
        """Return where [start, end) of the text stands in the file."""
        return self.locator.span(start, end)


def prepare(source: DiagramSource) -> Prepared:
    """Run the steps before the grammar. Raises DiagramError on bad front matter and on other types of diagram."""
    original = clean.newlines(source.text)
    edited = Edited(original)
    edited.replace(clean.quote_tags(original))
    front = find_front_matter(edited.text)
    title = _front_title(source, edited.text, front) if front else ""
    if front:
        edited.cut([(0, front.length)])
    edited.cut(clean.directives(edited.text))
    edited.cut(clean.comment_lines(edited.text))
    _check_type(source, original, edited)
    for word in ("style", "classDef"):
        edited.cut(clean.lost_semicolons(edited.text, word))
    plain = edited.text + "\n"
    edited.replace(plain)
    locator = Locator(original, edited, source.path, source.first_line, source.indents)
    return Prepared(plain, clean.hide_entities(plain), title, locator)


def header_line(source: DiagramSource) -> int:
    """Return the line of the header in the file, or the first line of the text where there is none."""
    original = clean.newlines(source.text)
    edited = Edited(original)
    front = find_front_matter(original)
    if front:
        edited.cut([(0, front.length)])
    edited.cut(clean.directives(edited.text))
    edited.cut(clean.comment_lines(edited.text))
    if not edited.text:
        return source.first_line
    at = max(edited.text.find("sequenceDiagram"), 0) if clean.is_sequence(edited.text) else 0
    return Locator(original, edited, source.path, source.first_line, source.indents).span(at, at + 1).line


def _front_title(source: DiagramSource, text: str, front: FrontMatter) -> str:
    try:
        title = read_mapping(front.body).get("title")
        return title.text if title and title.truthy else ""
    except YamlError as error:
        line = source.first_line + text.count("\n", 0, front.body_start) + error.line
        raise DiagramError(
            f"the front matter is not valid YAML: {error.message}",
            Place(source.path, line),
            found="the front matter",
            hint='write "key: value" lines between the two "---", or leave the front matter out',
        ) from None


def _check_type(source: DiagramSource, original: str, edited: Edited) -> None:
    text = edited.text

    def place(at: int) -> Place:
        return Locator(original, edited, source.path, source.first_line, source.indents).span(at, at).place

    if not clean.is_sequence(text):
        word = clean.bare(text).lstrip(clean.STRIP).split("\n", 1)[0].split(" ", 1)[0][:40]
        found = f'"{word}"' if word else "nothing"
        same = word.lower().startswith("sequencediagram")
        raise DiagramError(
            f'expected "sequenceDiagram" at the start of the diagram, found {found}',
            place(0),
            found=found,
            expected=('"sequenceDiagram"',),
            hint="the capital D and the small s are needed" if same else "",
        )
    if clean.c4_word(clean.bare(text)) and (word_at := clean.c4_word(text)):
        raise DiagramError(
            f'found "{word_at[0]}": with this word anywhere in it, the official reader takes the text for a C4 diagram',
            place(word_at.start()),
            found=f'"{word_at[0]}"',
            hint=f'spell the word differently, for example "{word_at[0][:2]} {word_at[0][2:]}"',
        )
