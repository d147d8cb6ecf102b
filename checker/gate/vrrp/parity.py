"""What the nodes of a group must have in common, and who of them differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from checker.base.finding import Related
from checker.configs.keepalived.facts import VrrpInstance
from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Site
from checker.gate.shown import found_value
from checker.gate.vrrp.nodes import Group, Member


@dataclass(frozen=True, slots=True)
class Odd:
    """A node that differs, one that it differs from, and whether most nodes are like that one."""

    member: Member
    other: Member
    outvoted: bool


def odd_ones(group: Group, value: Callable[[Member], Hashable]) -> Iterator[Odd]:
    """Yield the nodes that differ from most; where no value is that of most, each of them: nothing says who is right.

    UnknownValueError where the files do not tell a value.
    """
    values = [(value(member), member) for member in group.members]
    (usual, most), *rest = Counter(each for each, _ in values).most_common()
    is_usual = not rest or rest[0][1] < most
    for own, member in values:
        other = next((m for each, m in values if each != own and (each == usual or not is_usual)), None)
        if other is not None and not (is_usual and own == usual):
            yield Odd(member, other, is_usual)


@dataclass(frozen=True, slots=True)
class Parity:
    """A setting that all nodes must have alike: its keyword, how its value is written, and what follows if not."""

    keyword: str
    setting: Callable[[VrrpInstance], Setting[Any]]
    shown: Callable[[Any], str]
    follows: str
    promise: str
    hint: str = ""

    def problem(self, odd: Odd) -> Problem:
        """Return what to say of a node that differs."""
        own, other = self.setting(odd.member.instance), self.setting(odd.other.instance)
        found, wanted = found_value(own, self.shown(own.value)), self.shown(other.value)
        return Problem(
            where=own.place,
            message=(
                f"{self.keyword} of {odd.member.name} is {found}, "
                f"and {found_value(other, wanted)} on {odd.other.name}: {self.follows}"
            ),
            promise=self.promise,
            key=self.keyword,
            wanted=wanted,
            found=found,
            hint=self.hint,
            related=(Related(other.place, f"{odd.other.name} has {found_value(other, wanted)}"),),
            repairs=(Repair(f"{self.keyword} {wanted}", (write_value(own, self.keyword, wanted),), safe=odd.outvoted),),
        )


def parity_judge(parity: Parity) -> Callable[[Site, Group], Iterator[Problem]]:
    """Return what judges a group by a setting that all of its nodes must have alike."""

    def judge(site: Site, group: Group) -> Iterator[Problem]:
        return (parity.problem(odd) for odd in odd_ones(group, lambda member: parity.setting(member.instance).value))

    return judge
