"""What a finding code means, as data: written beside the property or rule that raises it, printed by `explain`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding code in words, with an example that raises it and one that does not.

    `bad` and `good` are excerpts of real input (log lines, configuration), printed as they stand. The other texts
    are prose; an empty line parts paragraphs. `severity` says how much such a finding matters, where it is not one
    word on what it depends. For example:

        Explanation(
            code="no-request-routed-to-down",
            title="a request was assigned to a server that its load balancer had DOWN",
            what="...", why="...", bad="...", good="...", fix="...",
        )
    """

    code: str
    title: str
    what: str
    why: str
    bad: str
    good: str
    fix: str
    severity: str = ""
