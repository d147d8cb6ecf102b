"""Pictures as SVG 1.1: one self-contained text, the same on every machine, that follows the reader's colour scheme."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from checker.picture.metrics import is_measured
from checker.picture.palette import style_sheet
from checker.picture.shapes import Circle, Element, Ellipse, Path, Picture, Rect, Shape, Words

ROOT = "verify-picture"


def svg(picture: Picture, name: str = ROOT) -> str:
    """Return the text of an SVG file. `name` keeps apart the pictures of one page: a word of letters, digits and -."""
    wide, high = _number(picture.width), _number(picture.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" role="img" '
        f'aria-labelledby="{name}-title {name}-about" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        'style="max-width:100%;height:auto">',
        f'<title id="{name}-title">{_text(picture.title)}</title>',
        f'<desc id="{name}-about">{_text(chr(10).join(picture.about))}</desc>',
        f"<style>{style_sheet(name, picture.tints)}</style>",
        f'<rect class="page" width="{wide}" height="{high}"/>',
        '<g aria-hidden="true">',
        *map(_shape, picture.ground),
        "</g>",
        *(line for element in picture.elements for line in _element(element)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _element(element: Element) -> Iterator[str]:
    if not element.shapes:
        return
    mark = f' data-mark="{element.kind}"' if element.kind else ""
    number = f' data-part="{element.number}"' if element.number >= 0 else ""
    yield f'<g data-role="{element.role}"{number}{mark} role="group" aria-label="{_attribute(element.label)}">'
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
    return escape("".join(c if _is_allowed(c) else "\ufffd" for c in text), quote=False)


def _attribute(text: str) -> str:
    return escape("".join(c if _is_allowed(c) else "\ufffd" for c in text), quote=True).replace("\n", " ")


def _is_allowed(character: str) -> bool:
    """Say whether XML 1.0 can hold a character (section 2.2)."""
    code = ord(character)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
