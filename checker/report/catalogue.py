"""Which output formats there are: every module `as_NAME` of the folder `formats`. There is no list to edit."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from checker.base.modules import module_names
from checker.report import formats
from checker.report.formats import PREFIX
from checker.report.options import Renderer


class BrokenFormat(Exception):
    """A module of the folder cannot be used. It stops the program: a format never disappears silently."""


@dataclass(frozen=True, slots=True)
class Format:
    """An output format: its name on the command line, one line on what it is for, and its renderer.

    An `illustrated` one shows timelines, pictures and explanations, which are made where it is asked for.
    """

    name: str
    about: str
    render: Renderer
    illustrated: bool = False


def load_formats(package: ModuleType = formats) -> Mapping[str, Format]:
    """Return all formats of the package by name, sorted."""
    found = [_load(package.__name__, name) for name in module_names(package.__path__)]
    return MappingProxyType({each.name: each for each in sorted(found, key=lambda each: each.name)})


def load_format(name: str) -> Format:
    """Return one format that exists; the others are not loaded."""
    return _load(formats.__name__, PREFIX + name)


def _load(package: str, module_name: str) -> Format:
    path = f"{package}.{module_name}"
    if not module_name.startswith(PREFIX):
        raise BrokenFormat(f"{path}: a format is a module called {PREFIX}NAME")
    try:
        module = importlib.import_module(path)
    except Exception as error:
        raise BrokenFormat(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    render = getattr(module, "render", None)
    if not callable(render):
        raise BrokenFormat(f"{path} has no function render(outcome, options)")
    if not module.__doc__:
        raise BrokenFormat(f"{path} has no docstring; its first line is what the command line says about it")
    illustrated = bool(getattr(module, "ILLUSTRATED", False))
    return Format(module_name.removeprefix(PREFIX), module.__doc__.splitlines()[0].rstrip("."), render, illustrated)
