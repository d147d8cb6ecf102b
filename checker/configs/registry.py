"""Which formats there are, and from files to a deployment."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from checker.base.modules import module_names, named
from checker.configs import formats
from checker.configs.deployment import Deployment, Recognised
from checker.configs.format import ConfigFormat
from checker.configs.source import Source, Surroundings


@cache
def config_formats() -> tuple[ConfigFormat, ...]:
    """Return all formats; an error of a module is not caught: a format never disappears silently."""
    names = module_names(formats.__path__)
    return tuple(named(formats.__name__, name, "FORMAT", ConfigFormat) for name in names)


def recognised_as(path: str, text: str) -> str:
    """Return the name of the format of a file, or ''."""
    return next((each.name for each in config_formats() if each.recognises(path, text)), "")


def deployment_of(sources: Iterable[Source], surroundings: Surroundings) -> Deployment:
    """Return what a set of files says; files of no known format are kept, and yield nothing."""
    files = [Recognised(source, recognised_as(source.path, source.text)) for source in sources]
    parsed = [
        (each.name, each.parse(own, surroundings))
        for each in config_formats()
        if (own := [file.source for file in files if file.format == each.name])
    ]
    named_already = {file.source.path for file in files}
    included = {
        source.path: Recognised(source, name)
        for name, result in parsed
        for source in result.included
        if source.path not in named_already
    }
    return Deployment(
        files=(*files, *included.values()),
        facts=tuple(fact for _, result in parsed for fact in result.facts),
        problems=tuple(problem for _, result in parsed for problem in result.problems),
    )
