"""An effective value, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from checker.base.places import Place
from checker.configs.words import Block, Statement, Word

T = TypeVar("T")


class UnknownValueError(Exception):
    """A value that the files alone do not tell: an environment variable that is not set, a name to be resolved."""

    def __init__(self, why: str, place: Place) -> None:
        super().__init__(f"{place}: {why}")
        self.why = why
        self.place = place


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands for a value that cannot be known from the files, and says why."""

    why: str


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """What the daemon uses for one option.

    `at` is the statement that sets it, or what lacks it: the statement or the section to which it would be added.
    `word` is its value as written (None for a flag or a default). `default` says, where nothing sets it, who says so
    (such as `HAProxy configuration manual 5.2, inter`). `via` are the places through which it was inherited
    (a `default-server`, a section named behind `from`), the nearest to its user first.
    """

    known: T | Unknown
    at: Statement | Block
    word: Word | None = None
    default: str = ""
    via: tuple[Place, ...] = ()

    @property
    def value(self) -> T:
        """The value; UnknownValueError where the files do not tell it."""
        if isinstance(self.known, Unknown):
            raise UnknownValueError(self.known.why, self.place)
        return self.known

    @property
    def place(self) -> Place:
        """Where it is set, or what lacks it: the place to point at."""
        return self.word.place if self.word else self.at.place

    @property
    def is_default(self) -> bool:
        """Whether nothing in the files sets it."""
        return bool(self.default)


def converted(setting: Setting[str], read: Callable[[str], T], wanted: str) -> Setting[T]:
    """Return the setting with its text understood; unknown, with the reason, where it is not."""
    known: T | Unknown
    if isinstance(setting.known, Unknown):
        known = setting.known
    else:
        try:
            known = read(setting.known)
        except ValueError:
            known = Unknown(f"'{setting.known}' is not {wanted}")
    return Setting(known, setting.at, setting.word, setting.default, setting.via)
