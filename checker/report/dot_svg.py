"""A graph as Graphviz paints it in SVG, made to be read: by the scheme of its reader, and without seeing it.

Graphviz gives each part the text of its `tooltip`; that becomes its title, and the first lines of all the description.
Of parts without one, the title (Graphviz's own name of it) goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

# What Graphviz writes on a light page, and what takes its place on a dark one.
_DARK = {"white": "#0d1117", "black": "#e6edf3", "#666666": "#9ea7b3", "#7f7f7f": "#8b949e", "#cd0000": "#ff9492"}
_PART = re.compile(
    r'(<g id="[^"]*" class="(?:node|edge|cluster)">\n)<title>[^<]*</title>\n'
    r'(?P<tip><g id="a_[^"]*"><a xlink:title="(?P<text>[^"]*)">)?'
)
_HEAD = re.compile(r"<svg (?P<size>[^>]*)>\n(?P<group><g id=\"graph0\"[^>]*>\n)<title>(?P<title>[^<]*)</title>\n")


def readable(svg: str) -> str:
    """Return an SVG of Graphviz with a style sheet for dark pages, a title and a description."""
    sentences = list(_sentences(svg))
    named = _PART.sub(_titled, svg)
    return _HEAD.sub(lambda found: _head(found, sentences), named, count=1)


def _sentences(svg: str) -> Iterator[str]:
    """Yield what there is to be said of the parts."""
    for found in _PART.finditer(svg):
        if found["text"]:
            yield unescape(found["text"]).splitlines()[0]


def _titled(found: re.Match[str]) -> str:
    title = f"<title>{found['text']}</title>\n" if found["text"] else ""
    return f"{found[1]}{title}{found['tip'] or ''}"


def _head(found: re.Match[str], sentences: list[str]) -> str:
    return (
        f'<svg {found["size"]} class="verify-graph" role="img" aria-labelledby="graph-title graph-about">\n'
        f'<title id="graph-title">{found["title"]}</title>\n'
        f'<desc id="graph-about">{escape(chr(10).join(sentences), quote=False)}</desc>\n'
        f"<style>{_style()}</style>\n{found['group']}"
    )


def _style() -> str:
    """Return the rules for a dark page; texts have no `fill` unless they are coloured."""
    pairs = [(light, dark, name) for light, dark in _DARK.items() for name in ("fill", "stroke")]
    rules = "".join(f'.verify-graph [{name}="{light}"]{{{name}:{dark}}}' for light, dark, name in pairs)
    return f"@media (prefers-color-scheme:dark){{.verify-graph text{{fill:{_DARK['black']}}}{rules}}}"
