"""Places as links: to the input that they stand in, or to the part of a diagram."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.html.markup import Html, join, link, text
from checker.report.illustrations import Illustration
from checker.report.mermaid import root_of
from checker.report.ranges import show_places


@dataclass(frozen=True, slots=True)
class Places:
    """Where each file is in the page: `inputs` by path, `parts` by file and line of a diagram.

    `root` is the folder of all inputs, which is told once.
    """

    inputs: Mapping[str, str]
    parts: Mapping[tuple[str, int], str]
    root: str = ""

    @classmethod
    def of(cls, outcome: Outcome, illustrations: Sequence[Illustration]) -> Places:
        """Return the places of a page."""
        inputs = {each.path: f"i{number}" for number, each in enumerate(outcome.inputs, 1)}
        parts: dict[tuple[str, int], str] = {}
        for number, each in enumerate(illustrations, 1):
            for line, part in each.parts.items():
                parts.setdefault(line, part_id(number, part))
        return cls(inputs, parts, root_of(Place(path, 1) for path in inputs))

    def one(self, place: Place) -> Html:
        """Return a place, with a link where the page has what it is in."""
        to = self.parts.get((place.file, place.line)) or self.inputs.get(place.file)
        return link(to, text(self.words([place]))) if to else text(self.words([place]))

    def words(self, places: Iterable[Place]) -> str:
        """Return places in few words, without the folder that all inputs are in."""
        return show_places(replace(place, file=self.within(place.file)) for place in places)

    def within(self, path: str) -> str:
        """Return a path without the folder that all inputs are in."""
        return path.removeprefix(f"{self.root}/") if self.root else path

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
        return link(to, text(self.words(places))) if to else text(self.words(places))


def part_id(number: int, part: int) -> str:
    """Return the id of a part of a picture of the page."""
    return f"d{number}-part-{part}"
