"""Which formats there are, and from files to a deployment."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from checker.base.modules import module_names, named
from checker.configs import formats, reading
from checker.configs.deployment import Deployment
from checker.configs.format import ConfigFormat
from checker.configs.source import Source, Surroundings


@cache
def config_formats() -> tuple[ConfigFormat, ...]:
    """Return all formats; an error of a module is not caught: a format never disappears silently."""
    names = module_names(formats.__path__)
    return tuple(named(formats.__name__, name, "FORMAT", ConfigFormat) for name in names)


def recognised_as(path: str, text: str) -> str:
    """Return the name of the format of a file, or ''."""
    return reading.recognised_as(Source(path, text), config_formats())


def read(sources: Iterable[Source], surroundings: Surroundings) -> reading.Reading:
    """Return what a set of files says, so that it can be read again after edits."""
    return reading.read(sources, surroundings, config_formats())


def deployment_of(sources: Iterable[Source], surroundings: Surroundings) -> Deployment:
    """Return what a set of files says; files of no known format are kept, and yield nothing."""
    return read(sources, surroundings).deployment
