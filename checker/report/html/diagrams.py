"""The pictures of the page: each diagram with what became of it, and the runs against properties."""

from __future__ import annotations

from collections.abc import Mapping

from checker.picture.shapes import Picture
from checker.picture.svg import embedded, embedded_style
from checker.report.html.context import Context
from checker.report.html.entries import Entry
from checker.report.html.markup import NOTHING, Html, join, link, tag, text
from checker.report.illustrations import Illustration

_MOST_LINKS = 30


def diagrams(context: Context) -> Html:
    """Return the pictures, each with links back to the findings that speak of it."""
    by_picture: dict[str, list[Entry]] = {}
    for entry in context.entries:
        if to := context.drawn(entry):
            by_picture.setdefault(to.partition("-")[0], []).append(entry)
    return join(
        _figure(each, f"d{number}", by_picture.get(f"d{number}", []))
        for number, each in enumerate(context.illustrations, 1)
    )


def picture_styles(context: Context) -> str:
    """Return the style sheet that the pictures need."""
    numbered = enumerate(context.illustrations, 1)
    pictures: Mapping[str, Picture] = {f"d{number}": each.picture for number, each in numbered}
    return embedded_style(pictures) if pictures else ""


def _figure(each: Illustration, id: str, entries: list[Entry]) -> Html:
    heading = tag("h3", text(each.picture.title or each.name))
    frame = framed(each.picture, id, each.picture.title or each.name)
    links = join((link(entry.id, text(str(entry.number))) for entry in entries[:_MOST_LINKS]), ", ")
    more = f" and {len(entries) - _MOST_LINKS:,} more" if len(entries) > _MOST_LINKS else ""
    back = tag("p", text("findings: "), links, text(more), class_="back") if entries else NOTHING
    return tag("section", heading, frame, back, class_="diagram", id=id)


def framed(picture: Picture, id: str, name: str) -> Html:
    """Return a picture in a frame that scrolls where the window is narrow."""
    # The texts of a picture are escaped where it is painted.
    drawn = Html(embedded(picture, id))
    return tag("div", drawn, class_="wide picture", tabindex="0", role="region", aria_label=name)
