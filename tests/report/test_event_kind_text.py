"""A kind of event is explained with all its arguments."""

from __future__ import annotations

import pytest

from checker.model.vocabulary import VOCABULARY
from checker.report.text.event_kind import draw_event_kind
from checker.report.text.layout import Sheet
from checker.report.text.paint import Paint


@pytest.mark.parametrize("name", VOCABULARY)
def test_every_argument_is_told_within_the_width(name: str) -> None:
    lines = list(draw_event_kind(name, VOCABULARY[name], Sheet(60, Paint(color=False, unicode=True))))
    assert lines[0].startswith(f"{name}: ")
    assert max(map(len, lines)) <= 60
    for argument in VOCABULARY[name].args:
        assert any(line.startswith(f"  {argument} ") for line in lines)
