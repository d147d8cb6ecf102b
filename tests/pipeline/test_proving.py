"""The job `prove` on the systems of the spec: results, what is accepted, exit status, certificates, wrong use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.base.finding import Severity, Verdict
from checker.base.progress import SilentProgress
from checker.model.outcome import Outcome, PropertyOutcome
from checker.pipeline import ProveRequest, explanations, prove

SPEC = Path(__file__).parents[2] / "spec"
ROUTED = "no-request-routed-to-down"
PERSISTENT = ("balance.persist=yes", "balance.sticky=yes", "balance.redispatch=no")


def proven(**asked: object) -> Outcome:
    return prove(ProveRequest(workers=1, **asked), SilentProgress())


def only(outcome: Outcome, system: str = "pgbouncer-ha") -> PropertyOutcome:
    (found,) = (each for each in outcome.properties if each.system == system)
    return found


@pytest.fixture
def pgbouncer(tmp_path: Path) -> Path:
    """A copy of one system, for contracts that say something else."""
    for name in ("pgbouncer-ha.md", "pgbouncer-ha.yaml"):
        (tmp_path / name).write_bytes((SPEC / name).read_bytes())
    return tmp_path / "pgbouncer-ha.yaml"


def test_a_promise_is_proved_without_any_assumption(pgbouncer: Path, tmp_path: Path) -> None:
    outcome = proven(spec=str(pgbouncer), select=(ROUTED,), certificate=str(tmp_path / "proofs"))
    found = only(outcome)
    assert (outcome.verdict, outcome.exit_status, outcome.findings) == (Verdict.HOLDS, 0, ())
    assert found.proof is not None
    assert (found.proof.result, found.proof.assumptions) == ("proved", ())
    assert found.proof.certificates
    assert all(list(Path(folder).glob("*.smt2")) for folder in found.proof.certificates)


@pytest.mark.slow
def test_persistence_refutes_it_and_the_repair_says_so(pgbouncer: Path) -> None:
    outcome = proven(spec=str(pgbouncer), select=(ROUTED,), settings=PERSISTENT)
    found = only(outcome)
    assert (outcome.verdict, outcome.exit_status) == (Verdict.VIOLATED, 1)
    assert found.proof is not None
    assert found.proof.result == "refuted"
    assert found.proof.run is not None
    assert found.proof.run.steps[-1][1].startswith(("route(", "try("))
    assert "violated" in found.proof.run.timeline[-1]
    assert found.proof.run.mermaid.startswith("sequenceDiagram")
    (finding,) = outcome.findings
    assert (finding.code, finding.severity) == (ROUTED, Severity.ERROR)
    assert finding.where is not None
    assert (finding.where.file.rpartition("/")[2], finding.where.line) == ("pgbouncer-ha.md", 122)
    assert finding.key in ("balance.persist", "balance.sticky")
    assert finding.wanted == "no"
    assumed = ", ".join(each.name for each in found.proof.granted)
    assert finding.hint == (f"the repair was proved under the same assumptions: {assumed}" if assumed else "")


@pytest.mark.slow
def test_an_accepted_refutation_fails_nothing_and_is_not_forgotten(pgbouncer: Path) -> None:
    pgbouncer.write_text(pgbouncer.read_text() + f"\naccepts:\n  {ROUTED}: clients reconnect anyway\n")
    outcome = proven(spec=str(pgbouncer), select=(ROUTED,), settings=PERSISTENT)
    assert outcome.findings == ()
    assert outcome.exit_status in (0, 3)
    (suppressed,) = outcome.suppressed
    assert (suppressed.kind, suppressed.why, suppressed.finding.code) == (
        "contract",
        "clients reconnect anyway",
        ROUTED,
    )
    assert only(outcome).proof is not None
    assert only(outcome).proof.accepted == "clients reconnect anyway"


def test_what_is_accepted_in_vain_is_told(pgbouncer: Path) -> None:
    pgbouncer.write_text(pgbouncer.read_text() + f"\naccepts:\n  {ROUTED}: it was so once\n")
    outcome = proven(spec=str(pgbouncer), select=(ROUTED,))
    assert [each.code for each in outcome.notes] == ["accepted-not-refuted"]
    assert outcome.exit_status == 0
    assert proven(spec=str(pgbouncer), select=(ROUTED,), strict=True).exit_status == 1


def line_of(contract: Path, text: str) -> int:
    return next(n for n, line in enumerate(contract.read_text().splitlines(), 1) if text in line)


def test_what_is_accepted_and_does_not_exist_is_refused_with_its_line(pgbouncer: Path) -> None:
    pgbouncer.write_text(pgbouncer.read_text() + "\naccepts:\n  no-failbak: so be it\n")
    with pytest.raises(InputError) as caught:
        proven(spec=str(pgbouncer), select=(ROUTED,))
    place = f"{pgbouncer}:{line_of(pgbouncer, 'no-failbak')}:3"
    assert str(caught.value).startswith(f"{place}: accepts: there is no property and no finding")
    assert "'no-failbak'; did you mean 'no-failback'?" in str(caught.value)


def test_an_interval_that_vrrp_2_cannot_have_is_refused_with_its_line(pgbouncer: Path) -> None:
    text = pgbouncer.read_text()
    own = re.sub(r"(?m)^  vrrp\.advert:.*$", '  vrrp.advert: {value: 800ms, ours: "it is faster"}', text)
    pgbouncer.write_text(own)
    with pytest.raises(InputError) as caught:
        proven(spec=str(pgbouncer), select=(ROUTED,))
    place = f"{pgbouncer}:{line_of(pgbouncer, 'vrrp.advert:')}:3"
    assert str(caught.value).startswith(f"{place}: vrrp.advert is 800ms (it is faster), but VRRPv2 takes whole seconds")
    assert "vrrp.version 3" in caught.value.hint
    assert proven(spec=str(pgbouncer), select=(ROUTED,), settings=("vrrp.version=3",)).exit_status == 0


def test_the_version_that_nobody_states_is_that_of_keepalived(pgbouncer: Path) -> None:
    pgbouncer.write_text(re.sub(r"(?m)^  vrrp\.version:.*\n", "", pgbouncer.read_text()))
    with pytest.raises(
        InputError, match=r"800ms \(--set vrrp.advert=800ms\), but VRRPv2, which is assumed where no vrrp"
    ):
        proven(spec=str(pgbouncer), select=(ROUTED,), settings=("vrrp.advert=800ms",))
    assert proven(spec=str(pgbouncer), select=(ROUTED,), settings=("vrrp.advert=800ms", "vrrp.version=3")).properties


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"select": ("no-such",)}, "--select: there is no property or finding 'no-such'"),
        ({"without": ("no-gravity",)}, "--without: there is no assumption 'no-gravity'"),
        ({"settings": ("check.fall=none",)}, "--set check.fall=none"),
        ({"spec": "nowhere.yaml"}, "nowhere.yaml"),
    ],
)
def test_wrong_use_is_told(asked: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        proven(**asked)


def test_every_code_can_be_explained() -> None:
    known = explanations()
    for code in ("accepted-not-refuted", "model-differs", "interval-not-proved", "nothing-promised", ROUTED):
        assert known[code].fix


def test_certificates_are_not_written_beside_others(tmp_path: Path) -> None:
    (tmp_path / "earlier.smt2").write_text("", "utf-8")
    with pytest.raises(InputError, match=r"empty folder, and earlier\.smt2 is there"):
        proven(select=(ROUTED,), certificate=str(tmp_path))
