"""The network between the peers: two of them may not hear each other, while both are on it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.prove.machines.machine import Action, Shown
from checker.prove.machines.terms import FALSE, TRUE, Term, every, negation
from checker.prove.roles.host import on_network
from checker.prove.roles.vrrp.assumptions import ONE, PARTITION
from checker.prove.roles.vrrp.words import Words


def partition(pair: tuple[str, str], calm: Term, words: Words) -> Iterator[Action]:
    """Yield how two hosts cease to hear each other, where the next fault may come, and how they hear again."""
    one, other = pair
    cut = words.cut(one, other)
    lost = {words.pending(one, other).variable: FALSE, words.pending(other, one).variable: FALSE}
    apart, again = (Shown(one, other, text) for text in ("network partition", "partition heals"))
    yield Action(
        words.named("cut", one, other),
        every(negation(cut), on_network(one), on_network(other)),
        {cut.variable: TRUE, **lost},
        under={PARTITION: FALSE, ONE: calm},
        shown=(apart,),
        rule="the network",
    )
    yield Action(words.named("heal", one, other), cut, {cut.variable: FALSE}, shown=(again,), rule="the network")
