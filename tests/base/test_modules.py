"""A module that is loaded by its name must hold what it is called after."""

from __future__ import annotations

import pytest

from checker.base.modules import named
from checker.conform import fluents, happenings
from checker.conform.fluents.fluent import Fluent


def test_every_fluent_and_happening_is_found_and_called_like_its_module() -> None:
    for found in (fluents, happenings):
        assert set(found.load()) == found.names()
        assert all(each.name == name for name, each in found.load().items())


def test_only_what_is_asked_for_comes() -> None:
    assert set(fluents.load(["down"])) == {"down"}


def test_another_name_or_another_thing_is_refused() -> None:
    with pytest.raises(ValueError, match="is not called 'down'"):
        named("checker.conform.fluents", "down", "Fact", Fluent)
    with pytest.raises(AttributeError):
        named("checker.conform.fluents", "fluent", "FLUENT", Fluent)
