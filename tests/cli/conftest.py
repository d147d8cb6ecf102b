"""A pipeline that stands in for the real one: it keeps what it was asked and answers what the test wants."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import NamedTuple

import pytest

from checker.base.explanation import Explanation
from checker.base.finding import Finding
from checker.cli import main
from checker.model.coverage import Coverage, PropertyCoverage
from checker.model.outcome import Outcome
from tests.report.outcomes import OUTCOMES


@dataclass(frozen=True)
class CheckRequest:
    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    select: tuple[str, ...] = ()
    strict: bool = False
    cache: str | None = None
    timelines: bool = False


@dataclass(frozen=True)
class GateRequest:
    paths: tuple[str, ...]
    spec: str | None = None
    settings: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    strict: bool = False
    environment: tuple[str, ...] = ()
    baseline: str | None = None
    cache: str | None = None


class ProveRequest:
    """No test asks for a proof or a diff."""


class DiffRequest:
    """No test asks for one."""


class Patch(NamedTuple):
    path: str
    before: str
    after: str
    shown: tuple[str, ...] = ("fall 3",)


class Gated(NamedTuple):
    outcome: Outcome
    patches: tuple[Patch, ...] = ()


EXPLAINED = {
    code: Explanation(
        code, title, "It says this.", "For this reason.", "a bad line\nanother", "a good line", "Mend it."
    )
    for code, title in (
        ("single-vip-holder", "two hosts held the address"),
        ("no-request-routed-to-down", "routed to a server that was DOWN"),
    )
}


@dataclass
class Stub:
    answer: Outcome = OUTCOMES["holds"]
    error: BaseException | None = None
    requests: list[CheckRequest] = field(default_factory=list)
    during: Callable[[], None] = lambda: None
    notes: tuple[Finding, ...] = ()
    patches: tuple[Patch, ...] = ()
    gates: list[GateRequest] = field(default_factory=list)
    endless: tuple[Patch, ...] = ()

    def gate(self, request: GateRequest, progress: object) -> Gated:
        """Answer the first time with what is wrong and the patches, then that all is well."""
        self.gates.append(request)
        self.during()
        if self.error:
            raise self.error
        if len(self.gates) == 1:
            return Gated(OUTCOMES["gate_violated"], self.patches)
        return Gated(OUTCOMES["gate_holds"], self.endless[len(self.gates) % 2 :][:1])

    def baseline_of(self, outcome: Outcome) -> str:
        return f"{len(outcome.findings)} accepted\n"

    def check(self, request: CheckRequest, progress: object) -> Outcome:
        self.requests.append(request)
        self.during()
        if self.error:
            raise self.error
        return self.answer

    def cover(self, request: CheckRequest, progress: object) -> Coverage:
        self.requests.append(request)
        if self.error:
            raise self.error
        return Coverage(request.paths, (), (PropertyCoverage("s", "p", 3, (0,)),), (), self.notes)

    def explained(self, outcome: Outcome, spec: str | None) -> Outcome:
        return replace(outcome, explanations=EXPLAINED)

    def followed_by(self, request: object, outcome: Outcome) -> Iterator[object]:
        return iter(())

    def explanations(self, spec: str | None = None) -> Mapping[str, Explanation]:
        return EXPLAINED

    def readings(self, paths: tuple[str, ...]) -> Iterator[tuple[dict[str, object], list[Finding]]]:
        for path in paths:
            if path == "bad.log":
                raise self.error or ValueError
            yield {"path": path, "events": []}, []


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Stub:
    stub = Stub()
    module = ModuleType("checker.pipeline")
    module.__dict__.update(
        CheckRequest=CheckRequest,
        GateRequest=GateRequest,
        ProveRequest=ProveRequest,
        DiffRequest=DiffRequest,
        baseline_of=stub.baseline_of,
        gate=stub.gate,
        check=stub.check,
        cover=stub.cover,
        explained=stub.explained,
        explanations=stub.explanations,
        followed_by=stub.followed_by,
        readings=stub.readings,
    )
    monkeypatch.setitem(sys.modules, "checker.pipeline", module)
    monkeypatch.delenv("VERIFY_DEBUG", raising=False)
    return stub


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def verify(pipeline: Stub, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run(*argv: str) -> Ran:
        status = main(argv)
        return Ran(status, *capsys.readouterr())

    return run
