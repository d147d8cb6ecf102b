"""Pictures as SVG 1.1: one self-contained text, the same on every machine, that follows the reader's colour scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from checker.picture.metrics import is_measured
from checker.picture.palette import style_sheet, tint_rules
from checker.picture.shapes import Circle, Element, Ellipse, Path, Picture, Rect, Shape, Words

ROOT = "verify-picture"
# What XML 1.0 cannot hold (section 2.2).
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture, name: str = ROOT) -> str:
    """Return the text of an SVG file. `name` keeps apart the pictures of one page: a word of letters, digits and -."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" {_frame(picture, name)} '
    lines = [
        f'{head}style="max-width:100%;height:auto">',
        *_names(picture, name),
        f"<style>{style_sheet(name, picture.tints)}</style>",
        *_ground(picture),
        *(line for element in picture.elements for line in _element(element)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def embedded(picture: Picture, name: str) -> str:
    """Return an SVG element for a page of HTML, whose style sheet has `embedded_style`.

    Each part has an id: `NAME-part-NUMBER`.
    """
    head = f'<svg class="{ROOT} {name}" {_frame(picture, name)}>'
    parts: list[str] = []
    seen: set[int] = set()
    for element in picture.elements:
        id = f' id="{name}-part-{element.number}"' if element.number >= 0 and element.number not in seen else ""
        seen.add(element.number)
        parts += _named_element(element, id)
    return "\n".join([head, *_names(picture, name), *_ground(picture), *parts, "</svg>"]) + "\n"


def embedded_style(pictures: Mapping[str, Picture]) -> str:
    """Return the style sheet for the embedded pictures of a page, by their names."""
    return style_sheet(ROOT, ()) + "".join(tint_rules(name, each.tints) for name, each in pictures.items())


def _frame(picture: Picture, name: str) -> str:
    wide, high = _number(picture.width), _number(picture.height)
    return (
        f'role="img" aria-labelledby="{name}-title {name}-about" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}"'
    )


def _names(picture: Picture, name: str) -> Iterator[str]:
    yield f'<title id="{name}-title">{_text(picture.title)}</title>'
    yield f'<desc id="{name}-about">{_text(chr(10).join(picture.about))}</desc>'


def _ground(picture: Picture) -> Iterator[str]:
    yield f'<rect class="page" width="{_number(picture.width)}" height="{_number(picture.height)}"/>'
    yield '<g aria-hidden="true">'
    yield from map(_shape, picture.ground)
    yield "</g>"


def _element(element: Element) -> Iterator[str]:
    if not element.shapes:
        return
    mark = f' data-mark="{element.kind}"' if element.kind else ""
    number = f' data-part="{element.number}"' if element.number >= 0 else ""
    yield f'<g data-role="{element.role}"{number}{mark} role="group" aria-label="{_attribute(element.label)}">'
    yield from _tip_and_shapes(element)


def _named_element(element: Element, id: str) -> Iterator[str]:
    """Yield a part that can be linked to; its tip names it, and of the whole image there is a description."""
    if not element.shapes:
        return
    mark = f' data-mark="{element.kind}"' if element.kind else ""
    yield f'<g{id} data-role="{element.role}"{mark}>'
    yield from _tip_and_shapes(element)


def _tip_and_shapes(element: Element) -> Iterator[str]:
    tip = "\n".join(filter(None, (element.label, element.tip)))
    yield f"<title>{_text(tip)}</title>"
    yield from map(_shape, element.shapes)
    yield "</g>"


def _shape(shape: Shape) -> str:
    match shape:
        case Rect(x, y, width, height, style, radius):
            round_ = f' rx="{_number(radius)}"' if radius else ""
            return (
                f'<rect class="{style}" x="{_number(x)}" y="{_number(y)}" '
                f'width="{_number(width)}" height="{_number(height)}"{round_}/>'
            )
        case Path(strokes, style, closed):
            ends = "Z" if closed else ""
            d = "".join(f"M{'L'.join(f'{_number(x)},{_number(y)}' for x, y in stroke)}{ends}" for stroke in strokes)
            return f'<path class="{style}" d="{d}"/>'
        case Circle(x, y, radius, style):
            return f'<circle class="{style}" cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"/>'
        case Ellipse(x, y, across, down, style):
            return (
                f'<ellipse class="{style}" cx="{_number(x)}" cy="{_number(y)}" '
                f'rx="{_number(across)}" ry="{_number(down)}"/>'
            )
        case Words():
            return _words(shape)


def _words(words: Words) -> str:
    """Return a line of text.

    A reader without the measured fonts is asked to keep to the measured width; where nothing was measured (other
    scripts, pictographs), what is centred stays so whatever the width.
    """
    if not words.text:
        return ""
    at, more = words.x, ""
    if is_measured(words.text):
        more = f' textLength="{_number(words.width)}" lengthAdjust="spacingAndGlyphs"'
    elif words.centred:
        at, more = words.x + words.width / 2, ' text-anchor="middle"'
    return (
        f'<text class="{words.style}" x="{_number(at)}" y="{_number(words.y)}" '
        f'font-size="{_number(words.size)}"{more}>{_text(words.text)}</text>'
    )


def _number(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 100_000 else f"{value:.1f}"


def _text(text: str) -> str:
    return escape(_REFUSED.sub("\ufffd", text), quote=False)


def _attribute(text: str) -> str:
    return escape(_REFUSED.sub("\ufffd", text), quote=True).replace("\n", " ")
