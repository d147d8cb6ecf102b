"""What each golden file holds, and how it is made: the test compares with it, `regenerate` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from checker.report.catalogue import load_formats
from checker.report.options import RenderOptions
from tests.report.outcomes import OUTCOMES

FOLDER = Path(__file__).parent / "golden"


class Golden(NamedTuple):
    """One golden file: which outcome, in which format, drawn how."""

    file: str
    outcome: str
    format: str = "text"
    options: RenderOptions = RenderOptions()

    def render(self) -> str:
        return load_formats()[self.format].render(OUTCOMES[self.outcome], self.options)

    @property
    def path(self) -> Path:
        return FOLDER / self.file


SUFFIXES = {
    "sarif": "sarif",
    "junit": "xml",
    "github": "annotations",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "lines": "lines",
}
# One outcome of each command with all that a format has to say.
FULL = ("gate_violated", "violated", "two_days", "prove_refuted", "diff_breaking")

GOLDENS = (
    *(Golden(f"{name}.txt", name) for name in OUTCOMES),
    *(Golden(f"{name}.json", name, "json") for name in OUTCOMES),
    Golden("violated-narrow.txt", "violated", options=RenderOptions(width=60)),
    Golden("violated-least.txt", "violated", options=RenderOptions(width=40)),
    Golden("unread-narrow.txt", "unread", options=RenderOptions(width=60)),
    Golden("two_days-narrow.txt", "two_days", options=RenderOptions(width=60)),
    Golden("violated-color.txt", "violated", options=RenderOptions(color=True)),
    Golden("violated-ascii.txt", "violated", options=RenderOptions(unicode=False)),
    *(Golden(f"{name}.{end}", name, form) for form, end in SUFFIXES.items() for name in FULL),
    Golden("gate_violated-narrow.txt", "gate_violated", options=RenderOptions(width=60)),
    Golden("gate_violated-color.txt", "gate_violated", options=RenderOptions(color=True)),
    Golden("gate_violated-ascii.txt", "gate_violated", options=RenderOptions(unicode=False)),
    Golden("prove_refuted-narrow.txt", "prove_refuted", options=RenderOptions(width=60)),
    *(Golden(f"{name}-summary.txt", name, options=RenderOptions(summary=True)) for name in OUTCOMES),
    Golden("prove_refuted-summary-narrow.txt", "prove_refuted", options=RenderOptions(width=40, summary=True)),
)
