"""Contradictions that are known and wait for the checker: a verdict on such a story is not held against it.

Each has the seed that shows it (`judge(seed, folder, settled_only=False)`). One that is repaired is taken out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.captures.synthetic.logs import Copy
from tests.captures.synthetic.story import Story

# By property (or code of a note): in which stories and copies of them it may show. None is known now.
KNOWN: Mapping[str, Callable[[Story, Copy], bool]] = {}


def disputed(what: str, story: Story, copy: Copy) -> bool:
    """Whether a known contradiction may show in what is said of this property about this story."""
    return what in KNOWN and KNOWN[what](story, copy)
