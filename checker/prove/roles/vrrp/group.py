"""The peers of a virtual address: who waits, who holds it, and what faults and operators do to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from checker.prove.machines.machine import (
    Action,
    Atom,
    Clock,
    Deadline,
    Machine,
    Shown,
    Switch,
    Variable,
    compose,
    enumeration,
    variables,
)
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
    AtMost,
    Choose,
    Name,
    Ref,
    Term,
    Time,
    every,
    implies,
    negation,
    some,
)
from checker.prove.roles.balancer import works
from checker.prove.roles.host import plugged, up
from checker.prove.roles.naming import named
from checker.prove.roles.vrrp.adverts import adverts, sending, silenced
from checker.prove.roles.vrrp.assumptions import CLEAN, HANG, KILL, LATE, LIVES, ONE
from checker.prove.roles.vrrp.lemmas import lemmas
from checker.prove.roles.vrrp.measures import hints_of_measures
from checker.prove.roles.vrrp.members import Members
from checker.prove.roles.vrrp.network import partition
from checker.prove.roles.vrrp.parameters import OWNER, Group, Peer, checked, master_down, weighted
from checker.prove.roles.vrrp.script import failing, idle_script, script
from checker.prove.roles.vrrp.standing import standing
from checker.prove.roles.vrrp.words import BACKUP, FAULT, HUNG, MASTER, STOPPED, by_itself


def vrrp_group(peers: Sequence[Peer], group: Group = Group()) -> Machine:  # noqa: B008
    """Return the VRRP peers of one virtual address; their hosts (where scripts look, their HAProxys) are other parts.

    It starts in normal operation (the best peer is the master) or as all hosts start, each when it likes. Raises
    ValueError where the numbers make no VRRP group.
    """
    checked(peers, group)
    scripts = [script(each.name, group) for each in peers] if group.track != "none" else []
    whole = _Group(tuple(peers), group)
    return compose(whole.machine(), adverts(peers, group), standing(peers, group), *scripts)


@dataclass(frozen=True, slots=True)
class _Group(Members):
    def machine(self) -> Machine:
        words, vip = self.words, self.group.vip
        cuts = [words.cut(*pair).variable for pair in combinations(self.names, 2)]
        fluents: dict[Atom, Term] = {("has_address", (name, vip)): words.holds(name) for name in self.names}
        return Machine(
            variables=variables(
                *(variable for name in self.names for variable in self._variables(name)),
                *(Variable(cut, Switch(), FALSE) for cut in cuts),
                Variable(words.claimed(vip).variable, Switch(), None),
            ),
            actions=tuple(self._actions()),
            deadlines=tuple(deadline for peer in self.peers for deadline in self._deadlines(peer)),
            fluents={
                **fluents,
                **{("gave_up", (name, vip)): words.gave_up(name) for name in self.names},
                ("claimed", (vip,)): words.claimed(vip),
            },
            sorts={"vip": (vip,), "host": self.names},
            starts=(some(self._normal(), self._cold()),),
            hints=(*lemmas(self.peers, self.group), *hints_of_measures(self.peers, self.group)),
        )

    def _variables(self, name: str) -> Iterator[Variable]:
        words = self.words
        yield Variable(words.state(name).variable, enumeration(STOPPED, BACKUP, MASTER, FAULT, HUNG), None)
        yield Variable(words.holds(name).variable, Switch(), None)
        yield Variable(words.gave_up(name).variable, Switch(), None)
        yield Variable(words.resigned(name).variable, Switch(), FALSE)
        yield Variable(words.sent(name).variable, Clock(), Time(0))
        yield Variable(words.silence(name).variable, Clock(), None)
        for other in self.names:
            if other != name:
                yield Variable(words.pending(name, other).variable, Switch(), FALSE)

    def _normal(self) -> Term:
        best = max(self.peers, key=lambda each: each.priority).name
        each = (self._starts(name, name == best) for name in self.names)
        return every(self.words.claimed(self.group.vip), *each, *(self.words.silence(n).within(0) for n in self.names))

    def _cold(self) -> Term:
        claimed = self.words.claimed(self.group.vip)
        waits = (self.words.silence(each.name).within(master_down(each.priority, self.group)) for each in self.peers)
        return every(negation(claimed), *(self._starts(name, False) for name in self.names), *waits)

    def _starts(self, name: str, master: bool) -> Term:
        words, holds = self.words, self.words.holds(name)
        given = words.gave_up(name)
        if master:
            return every(words.is_(name, MASTER), holds, negation(given))
        return every(words.is_(name, BACKUP), negation(holds), given)

    def _deadlines(self, peer: Peer) -> Iterator[Deadline]:
        words, name = self.words, peer.name
        yield Deadline(implies(words.is_(name, MASTER), words.sent(name).within(self.group.advert)))
        for said, wait in self._waits(peer):
            yield Deadline(implies(every(words.is_(name, BACKUP), said), words.silence(name).within(wait)))

    def _waits(self, peer: Peer) -> tuple[tuple[Term, int], ...]:
        """How long the peer waits as a backup, and under which condition of its script."""
        if self.group.track != "weight":
            return ((TRUE, master_down(peer.priority, self.group)),)
        fails = failing(peer.name, self.group)
        return tuple(
            (said, master_down(weighted(peer.priority, self.group, flag), self.group))
            for flag, said in ((False, negation(fails)), (True, fails))
        )

    def _actions(self) -> Iterator[Action]:
        calm, words = self._calm(), self.words
        for peer in self.peers:
            yield from self._protocol(peer)
            yield from self._faults(peer.name, calm)
            yield from self._repairs(peer)
            yield from self._tracking(peer)
        for pair in combinations(self.names, 2):
            yield from partition(pair, calm, words)

    def _calm(self) -> Term:
        """Everything works, somebody holds the address, and the others have heard of it: the next fault may come."""
        words = self.words
        cuts = (negation(words.cut(*pair)) for pair in combinations(self.names, 2))
        lately = self.group.advert + self.group.delay
        untold = (every(words.pending(*pair), words.resigned(pair[0])) for pair in permutations(self.names, 2))
        tracked = (every(works(name), idle_script(name, self.group)) for name in self.names)
        return every(
            *(words.works(name) for name in self.names),
            *(implies(words.is_(name, BACKUP), words.silence(name).within(lately)) for name in self.names),
            *cuts,
            *map(negation, untold),
            words.held(self.names),
            *(tracked if self.group.track != "none" else ()),
        )

    def _protocol(self, peer: Peer) -> Iterator[Action]:
        words, name, vip = self.words, peer.name, self.group.vip
        due = some(*(every(said, words.silence(name).since(wait)) for said, wait in self._waits(peer)))
        yield Action(
            words.named("promote", name),
            every(words.is_(name, BACKUP), due),
            {
                words.state(name).variable: Name(MASTER),
                words.holds(name).variable: TRUE,
                words.gave_up(name).variable: FALSE,
                words.resigned(name).variable: FALSE,
                words.claimed(vip).variable: TRUE,
                **sending(name, self.peers, words),
            },
            events=(("acquired", (name, vip)), ("taken", (vip,))),
            shown=(*by_itself(name, "Promote self to MASTER"), Shown(f"vrrp@{name}", vip, f"Claim VIP for {name}")),
            rule="RFC 3768 section 6.4.2: the master-down timer fires",
        )
        yield Action(
            words.named("advertise", name),
            every(words.is_(name, MASTER), words.sent(name).since(self.group.advert)),
            sending(name, self.peers, words),
            shown=by_itself(name, f"multicasts VRRP advertisement (priority {peer.priority})"),
            rule="RFC 3768 section 6.4.3: the advertisement timer fires",
        )

    def _faults(self, name: str, calm: Term) -> Iterator[Action]:
        words, one = self.words, {ONE: calm}
        state, holds, gave_up = (each(name).variable for each in (words.state, words.holds, words.gave_up))
        deaf = silenced(name, self.peers, words)
        gone = {state: Name(STOPPED), holds: FALSE, gave_up: TRUE, **deaf}
        yield Action(named("crash", name), TRUE, gone, under=one)
        yield Action(named("unplug", name), TRUE, deaf, under=one)
        if self.group.track != "none":
            yield Action(named("stop", name), TRUE, {}, under={LIVES: FALSE, **one})
        runs = words.runs(name)
        yield Action(
            words.named("link_down", name),
            every(runs, negation(plugged(name))),
            {state: Name(FAULT), holds: FALSE, gave_up: TRUE},
            shown=by_itself(name, "Netlink reports the link down: enters FAULT"),
            rule="keepalived: an interface that is down makes its instances FAULT",
        )
        yield Action(
            words.named("stop_keepalived", name),
            some(runs, words.is_(name, FAULT)),
            {state: Name(STOPPED), holds: FALSE, gave_up: TRUE, **self._resigning(name)},
            under=one,
            shown=by_itself(name, "stops: removes the VIP, and sends priority 0 if it was MASTER"),
            rule="RFC 3768 section 6.4.3: shutdown of a master",
        )
        yield Action(
            words.named("kill_keepalived", name),
            some(runs, words.is_(name, FAULT)),
            {state: Name(STOPPED), gave_up: TRUE},
            under={KILL: negation(words.holds(name)), **one},
            shown=by_itself(name, "killed: what it holds stays on the interface"),
            rule="the environment",
        )
        yield Action(
            words.named("hang_keepalived", name),
            runs,
            {state: Name(HUNG), gave_up: TRUE},
            under={HANG: FALSE, **one},
            shown=by_itself(name, "hangs: what it holds stays on the interface"),
            rule="the environment",
        )

    def _resigning(self, name: str) -> Mapping[str, Term]:
        """An advert of priority 0, if the host is the master (RFC 3768 section 6.4.3)."""
        words = self.words
        master, resigned = words.is_(name, MASTER), words.resigned(name)
        sent = {key: Choose(master, term, Ref(key)) for key, term in sending(name, self.peers, words).items()}
        return {resigned.variable: some(master, resigned), **sent}

    def _repairs(self, peer: Peer) -> Iterator[Action]:
        words, name = self.words, peer.name
        state, holds, gave_up = (each(name).variable for each in (words.state, words.holds, words.gave_up))
        fresh: dict[str, Term] = {
            state: Name(BACKUP),
            holds: FALSE,
            gave_up: TRUE,
            words.silence(name).variable: Time(master_down(OWNER, self.group) if peer.priority == OWNER else 0),
        }
        others = [other for other in self.names if other != name]
        quiet = every(*(negation(words.pending(name, other)) for other in others))
        alone = every(*(negation(words.works(other)) for other in others))
        late = {LATE: some(words.held(self.names), alone)}
        # No guard: what else starts with the host would depend on adverts. What was still on its way counts as lost.
        lost = {words.pending(name, other).variable: FALSE for other in others}
        yield Action(named("boot", name), TRUE, {**fresh, **lost}, under=late)
        ill = words.is_(name, FAULT)
        well = every(ill, negation(failing(name, self.group))) if self.group.track == "fault" else ill
        silence = words.silence(name)
        yield Action(
            named("replug", name),
            quiet,
            {state: Choose(well, Name(BACKUP), words.state(name)), silence.variable: Choose(well, Time(0), silence)},
            under={CLEAN: words.is_(name, STOPPED, FAULT), **late},
        )
        yield Action(
            words.named("start_keepalived", name),
            every(words.is_(name, STOPPED), up(name)),
            fresh,
            shown=by_itself(name, "starts as BACKUP"),
            rule="keepalived starts as BACKUP, whatever `state` says, and removes an address that was left",
        )
        had, sent = words.holds(name), words.sent(name)
        advert = Time(self.group.advert)
        yield Action(
            words.named("resume_keepalived", name),
            words.is_(name, HUNG),
            {
                state: Choose(had, Name(MASTER), Name(BACKUP)),
                gave_up: negation(had),
                sent.variable: Choose(AtMost(advert, sent), advert, sent),
                words.silence(name).variable: self._overdue(peer),
            },
            shown=by_itself(name, "goes on"),
            rule="the environment; timers that ran out meanwhile are due at once",
        )

    def _overdue(self, peer: Peer) -> Term:
        """The silence that it counts: no more than what it waits for."""
        silence = self.words.silence(peer.name)
        least = min(wait for _, wait in self._waits(peer))
        return Choose(silence.since(least), Time(least), silence)

    def _tracking(self, peer: Peer) -> Iterator[Action]:
        words, name = self.words, peer.name
        state, holds, gave_up = (each(name).variable for each in (words.state, words.holds, words.gave_up))
        silence = words.silence(name).variable
        if self.group.track == "fault":
            fails: dict[str, Term] = {state: Name(FAULT), holds: FALSE, gave_up: TRUE, **self._resigning(name)}
            yield Action(words.named("script_down", name), TRUE, fails)
            yield Action(words.named("script_up", name), TRUE, {state: Name(BACKUP), silence: Time(0)})
        if self.group.track == "weight":
            yield Action(words.named("script_down", name), TRUE, {silence: self._overdue(peer)})
            yield Action(words.named("script_up", name), TRUE, {silence: self._overdue(peer)})
