"""Places as links: to the input that they stand in, or to the part of a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.html.markup import Html, join, link, text
from checker.report.illustrations import Illustration
from checker.report.ranges import show_places


@dataclass(frozen=True, slots=True)
class Places:
    """Where each file is in the page: `inputs` by path, `parts` by file and line of a diagram."""

    inputs: Mapping[str, str]
    parts: Mapping[tuple[str, int], str]

    @classmethod
    def of(cls, outcome: Outcome, illustrations: Sequence[Illustration]) -> Places:
        """Return the places of a page."""
        inputs = {each.path: f"i{number}" for number, each in enumerate(outcome.inputs, 1)}
        parts: dict[tuple[str, int], str] = {}
        for number, each in enumerate(illustrations, 1):
            for line, part in each.parts.items():
                parts.setdefault((each.file, line), part_id(number, part))
        return cls(inputs, parts)

    def one(self, place: Place) -> Html:
        """Return a place, with a link where the page has what it is in."""
        to = self.parts.get((place.file, place.line)) or self.inputs.get(place.file)
        return link(to, text(str(place)), class_="place") if to else text(str(place))

    def several(self, places: Iterable[Place]) -> Html:
        """Return places in few words, a link a file."""
        by_file: dict[str, list[Place]] = {}
        for place in places:
            by_file.setdefault(place.file, []).append(place)
        return join((self._of_file(file, mine) for file, mine in by_file.items()), "; ")

    def drawn(self, place: Place | None) -> str | None:
        """Return the id of the part of a picture that a line of a diagram is, or None."""
        return None if place is None else self.parts.get((place.file, place.line))

    def _of_file(self, file: str, places: Sequence[Place]) -> Html:
        if len(places) == 1:
            return self.one(places[0])
        to = self.inputs.get(file)
        return link(to, text(show_places(places)), class_="place") if to else text(show_places(places))


def part_id(number: int, part: int) -> str:
    """Return the id of a part of a picture of the page."""
    return f"d{number}-part-{part}"
