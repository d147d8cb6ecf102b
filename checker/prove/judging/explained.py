"""What the prover's own finding codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.base.explanation import Explanation

NOT_REFUTED = "accepted-not-refuted"
DIFFERS = "model-differs"
NOT_EXACT = "interval-not-proved"
NOTHING_PROMISED = "nothing-promised"

_EVERY = (
    Explanation(
        code=NOT_REFUTED,
        title="the contract accepts what is no longer so",
        what="`accepts:` of the contract names a property that is no longer refuted, or a finding that is gone.",
        why="What is accepted is not looked at again. An entry without anything to accept hides the next refutation.",
        bad="accepts:\n  no-failback: we preempt on purpose        # but the model proves no-failback",
        good="accepts:\n  vip-always-held: takeover takes 3.61 s, agreed with the team of the application",
        fix="Remove the entry.",
    ),
    Explanation(
        code=DIFFERS,
        title="the model and the closed formula give another time",
        what="The exact interval that was found in the model is not the one that the formula of the manual gives.",
        why="Both are computed, independently, so that neither needs to be trusted. Where they differ one is wrong.",
        bad="detect_down_refused_s: the model gives 4 to 8 s, the formula 4 to 6 s",
        good="detect_down_refused_s: 4 to 6 s",
        fix="This is an error in verify: please report it with the contract.",
    ),
    Explanation(
        code=NOT_EXACT,
        title="a time of the model whose bounds were reached, but not proved",
        what="Runs that last so long were found; that none lasts longer, or less, could not be proved.",
        why="An interval that is printed as exact is one outside of which nothing is possible. This one may be wider.",
        bad="takeover_s: at least 2.609 to 3.609 s; no proof that nothing lies outside (rlimit)",
        good="takeover_s: 2.609375 to 3.609375 s",
        fix="Nothing, or fewer hosts or servers in the contract.",
    ),
    Explanation(
        code=NOTHING_PROMISED,
        title="a system without a property",
        what="The contract states no property, so there is nothing to prove of this system.",
        why="Silence is not a pass: what was not examined is said.",
        bad="properties: {}",
        good="properties:\n  single-vip-holder: {line: 242}",
        fix="State in the contract what the diagrams promise (docs/contract.md), each with its line.",
    ),
)
EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType({each.code: each for each in _EVERY})
