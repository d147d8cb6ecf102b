"""Contradictions that are known and wait for the checker: a verdict on such a story is not held against it.

Each has the seed that shows it (`judge(seed, folder, settled_only=False)`). One that is repaired is taken out here.
"""

from __future__ import annotations

from tests.captures.synthetic.logs import Copy
from tests.captures.synthetic.story import Story


def disputed(what: str, story: Story, copy: Copy) -> bool:
    """Whether a known contradiction may show in what is said of this property about this story."""
    coarse = "traditional" in copy.forms.values()
    match what:
        case "single-vip-holder":
            # 335: "Master received advert" counts as true in all of its interval when clocks are off;
            # 924: an unplugged host was back for longer before its first frame than it is usually silent
            return bool(copy.bound or story.plan.cuts)
        case "no-failback":
            # 72: stamps of whole seconds do not order the two hosts, and it holds
            return coarse
    return False
