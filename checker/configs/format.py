"""What a configuration format is: a module in `formats/` with a `FORMAT`; it is found there without a list to edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.base.explanation import Explanation
from checker.base.finding import Finding
from checker.configs.source import Source, Surroundings


@dataclass(frozen=True, slots=True)
class Parsed:
    """The facts of the files of one format, further files that they included, and what is wrong with the files.

    A file that is wrong in one place still yields what the rest of it says.
    """

    facts: tuple[object, ...]
    problems: tuple[Finding, ...] = ()
    included: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfigFormat:
    """A configuration format, called as its module.

    `recognises(path, text)` decides by content, with the name of the file only where the content leaves it open; at
    most one format recognises a file. `parse` takes all files of the format together (several may be one process, or
    one may override another) and never raises. `samples` are small files that it recognises, by their usual names:
    no other format may recognise them. `explanations` are those of the problems that it reports. `contains` says that
    its facts are the containers in which daemons run: it is parsed first, and the others are told.
    """

    name: str
    about: str
    recognises: Callable[[str, str], bool]
    parse: Callable[[Sequence[Source], Surroundings], Parsed]
    samples: tuple[tuple[str, str], ...]
    explanations: tuple[Explanation, ...] = ()
    contains: bool = False
