"""What a renderer is told beside the outcome, and what a renderer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from checker.model.outcome import Outcome

if TYPE_CHECKING:
    from checker.report.illustrations import Illustration

DEFAULT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to draw: the columns there are, whether colour and non-ASCII marks are welcome, how much to say.

    `illustrations` are for formats that show pictures.
    """

    width: int = DEFAULT_WIDTH
    color: bool = False
    unicode: bool = True
    summary: bool = False
    illustrations: tuple[Illustration, ...] = ()


class Renderer(Protocol):
    """A pure function from an outcome to text that ends with a line break."""

    def __call__(self, outcome: Outcome, options: RenderOptions) -> str:
        """Return the whole report."""
