"""What the marks of a timeline mean, and the hatchings that all of them use."""

from __future__ import annotations

from collections.abc import Iterator

from checker.report.html.markup import Html, tag, text


def legend() -> Html:
    """Return what the marks of a row mean."""
    return tag("ul", *(tag("li", sample, text(word)) for sample, word in _samples()), class_="legend")


def patterns() -> Html:
    """Return the hatchings, which every strip of the page uses."""
    return Html(
        '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="hatch-changing" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/>'
        '<rect class="line" width="3" height="6"/></pattern>'
        '<pattern id="hatch-unknown" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(-45)"><rect class="ground" width="5" height="5"/>'
        '<rect class="line" width="1" height="5"/></pattern></defs></svg>'
    )


def _samples() -> Iterator[tuple[Html, str]]:
    for known, word in (("true", "it is so"), ("false", "it is not"), ("changing", "it changes somewhere in here")):
        yield _sample(known), word
    yield _sample("unknown"), "nobody could tell"
    yield _sample("tick"), "something happened"
    yield _sample("alarm"), "something went wrong"
    yield _sample("density"), "how much went on, as a share of the most"


def _sample(kind: str) -> Html:
    top = 12 if kind == "false" else 2
    path = "M0 16V10H8V4H16V12H28V16Z" if kind == "density" else f"M0 {top}H28V14H0Z"
    path = {"tick": "M13 4H15V14H13Z", "alarm": "M13 0H15V16H13Z"}.get(kind, path)
    return Html(f'<svg width="28" height="16" aria-hidden="true"><path class="{kind}" d="{path}"/></svg>')
