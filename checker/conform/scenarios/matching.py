"""Is an event a sign of a drawn step, under a binding?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.binding import Binding
from checker.model.event import Event, Value
from checker.model.parts import LOAD_BALANCER, PARTS
from checker.model.scenario import Drawing, DrawnSign, Piece

_Test = Callable[[Value], bool]


@dataclass
class Matcher:
    """Tells signs of a drawing under one binding; `life` names the process whose life an event is of.

    `silent` are lifelines without a log: a client on the wire that bears no drawn name may be one of them.
    """

    drawing: Drawing
    binding: Binding
    actors: Actors
    life: Callable[[Event], str]
    silent: Collection[str] = ()
    _tests: dict[DrawnSign, tuple[tuple[str, _Test], ...]] = field(default_factory=dict)

    def matches(self, sign: DrawnSign, event: Event) -> bool:
        """Say whether an event shows what a sign is of."""
        return self._by_doer(sign, event) and self.agrees(sign, event)

    def agrees(self, sign: DrawnSign, event: Event) -> bool:
        """Say whether the arguments of an event are what a sign wants, whoever tells it."""
        tests = self._tests.get(sign)
        if tests is None:
            tests = self._tests[sign] = tuple((arg, self._test(pieces)) for arg, pieces in sign.wanted)
        return all(test(event.args.get(arg, "")) for arg, test in tests)

    def _by_doer(self, sign: DrawnSign, event: Event) -> bool:
        if not sign.doer:
            return True
        role = self.drawing.lifelines[sign.doer][0]
        wanted = self.binding.of(self.drawing, sign.doer)
        if wanted and event.kind not in PARTS:
            return self.actors.tells(event, self.actors.contract.lifeline(sign.doer, self.drawing.title), wanted)
        doer = self.actors.doer(event)
        if wanted == sign.doer and wanted in self.silent:
            taken = {*self.drawing.lifelines, *self.binding.lifelines.values()} - {wanted}
            return doer.role == role and doer.name not in taken
        # A program of a certain host speaks for whatever else runs there.
        if doer.name != wanted if wanted else doer.role != role:
            return False
        alone = role == LOAD_BALANCER and event.source.process and self.binding.process
        return not alone or self.life(event) == self.binding.process

    def _test(self, pieces: tuple[Piece, ...]) -> _Test:
        if len(pieces) == 1 and pieces[0].kind == "lifeline":
            return self._is_component(self.binding.of(self.drawing, pieces[0].text), self._among(pieces[0].text))
        if len(pieces) == 1 and pieces[0].kind in ("text", "word"):
            drawn = self.actors.component(pieces[0].text)
            if pieces[0].kind == "word" and self._is_known(drawn):
                return self._is_component(self.binding.real(drawn), ())
            text = pieces[0].text.lower()
            return lambda value: str(value).lower() == text
        pattern = re.compile("".join(self._pattern(piece) for piece in pieces), re.IGNORECASE | re.DOTALL)
        return lambda value: bool(pattern.fullmatch(str(value)))

    def _is_component(self, wanted: str, among: Iterable[str]) -> _Test:
        """Return what says whether a value names a component; a source that names none does not contradict."""
        known = frozenset(among)

        def test(value: Value) -> bool:
            if not str(value):
                return True
            named = self.actors.component(str(value))
            return named == wanted if wanted else not known or named in known

        return test

    def _among(self, lifeline: str) -> Iterable[str]:
        contract = self.actors.contract
        match self.drawing.lifelines[lifeline][0]:
            case "pool" | "server":
                return contract.servers
            case "load-balancer" | "vrrp-peer":
                return contract.hosts
            case "virtual-address":
                return contract.vips
        return ()

    def _pattern(self, piece: Piece) -> str:
        if piece.kind == "any":
            return ".*"
        if piece.kind == "text":
            return re.escape(piece.text)
        if piece.kind == "lifeline":
            name = self.binding.of(self.drawing, piece.text)
        else:
            drawn = self.actors.component(piece.text)
            name = self.binding.real(drawn) if self._is_known(drawn) else ""
        if not name:
            return re.escape(piece.text) if piece.kind == "word" else ".*"
        return rf"(?<!\w)(?:{'|'.join(map(re.escape, self._names(name)))})(?!\w)"

    def _is_known(self, name: str) -> bool:
        contract = self.actors.contract
        return name in contract.hosts or name in contract.servers or name in contract.vips

    def _names(self, name: str) -> list[str]:
        """Return all that a host, server or address goes by, the longest first."""
        contract = self.actors.contract
        names = [name]
        if name in contract.hosts:
            names += [*contract.hosts[name].aliases, contract.hosts[name].address]
        elif name in contract.servers:
            names += contract.servers[name].aliases
        elif name in contract.vips:
            names.append(contract.vips[name].address)
        return sorted(filter(None, names), key=lambda n: (-len(n), n))
