"""The lines around a promise are of the diagram that states it."""

from __future__ import annotations

import pytest

from checker.pipeline.excerpts import _within

PAGE = (
    "## One",
    "```mermaid",
    "sequenceDiagram",
    "  A->>B: x",
    "  Note over A: y",
    "```",
    "",
    "## Two",
    "Within 3 s.",
    "",
    "```mermaid",
    "sequenceDiagram",
    "  A->>B: z",
)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (3, (3, 5)),
        (5, (3, 5)),
        (9, (6, 12)),  # a promise in prose is shown with what stands around it
        (12, (12, 13)),  # a block that nobody closes
    ],
)
def test_no_more_than_the_block_is_shown(line: int, shown: tuple[int, int]) -> None:
    assert _within(PAGE, line) == shown


def test_a_file_without_blocks_is_shown_as_it_is() -> None:
    assert _within(("sequenceDiagram", "A->>B: x", "B->>A: y"), 2) == (1, 3)
