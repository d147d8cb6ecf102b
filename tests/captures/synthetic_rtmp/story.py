"""One run of the whole system: what truly happened, before anybody writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from tests.captures.synthetic_rtmp import media, services
from tests.captures.synthetic_rtmp.media import Media
from tests.captures.synthetic_rtmp.plan import Plan, draw
from tests.captures.synthetic_rtmp.services import Process


@dataclass(frozen=True, slots=True)
class Story:
    plan: Plan
    processes: list[Process]
    media: Media


def tell(seed: int) -> Story:
    """The story of a seed."""
    plan = draw(seed)
    return Story(plan, services.play(plan), media.play(plan))
