"""A page of pictures alone: the diagrams of files, or what really happened."""

from __future__ import annotations

from collections.abc import Sequence

from checker.picture.shapes import Picture
from checker.picture.svg import embedded_style
from checker.report.html.diagrams import framed
from checker.report.html.markup import Html, link, tag, text
from checker.report.html.page import contents, footer, head, own
from checker.report.words import counted


def gallery(title: str, pictures: Sequence[tuple[str, Picture]]) -> str:
    """Return an HTML document with pictures under their names; it runs no script and loads nothing."""
    named = {f"d{number}": one for number, one in enumerate(pictures, 1)}
    style = own("page.css") + embedded_style({id: picture for id, (_, picture) in named.items()})
    body = tag(
        "body",
        link("main", text("skip to the pictures"), class_="skip"),
        tag("header", tag("h1", text(title)), tag("p", text(counted(len(pictures), "diagram"))), class_="answer"),
        contents((id, name) for id, (name, _) in named.items()),
        tag("main", *(_section(id, name, picture) for id, (name, picture) in named.items()), id="main"),
        footer(),
    )
    return f'<!DOCTYPE html>\n<html lang="en">{head(title, style)}{body}</html>\n'


def _section(id: str, name: str, picture: Picture) -> Html:
    heading = tag("h2", text(name), id=f"{id}-heading")
    return tag("section", heading, framed(picture, id, name), id=id, aria_labelledby=f"{id}-heading")
