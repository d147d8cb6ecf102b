"""Every capture of the real components as one directory: the verdicts, and the lines that decide, are the truth's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from checker.model.outcome import Outcome, PropertyOutcome
from tests.captures.truths import NAMES, folder, truth
from tests.pipeline.running import HOLDER, INCONCLUSIVE, ROUTED, VIOLATED, of, run, with_verdict

# Where the sources only bound what happened: why `inconclusive` is the right verdict although the truth is known.
UNDECIDABLE = {
    (HOLDER, "lab/keepalived_sigkill"): "a killed keepalived leaves the address on the host and says nothing: no log "
    "line, advert or ARP tells it from one that took the address along",
    (HOLDER, "lab/unplugged"): "the returning host was on the network before its first frame, but not for how long",
    (HOLDER, "lab/unplugged_overlap"): "the overlap may have begun before the returning host's first frame, and lasted "
    "about as long as frames tell",
    (ROUTED, "lab/udp_syslog"): "stamps of whole seconds do not order requests against the DOWN of their second",
    (ROUTED, "lab/unplugged"): "one request was assigned within the tolerance of a server's change",
}


@cache
def outcome(name: str) -> Outcome:
    return run(folder(name))


def test_all_captures_are_there():
    assert len(NAMES) == 19
    assert {name for _, name in UNDECIDABLE} <= set(NAMES)


@pytest.mark.parametrize("prop", [ROUTED, HOLDER])
@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_is_the_truth_or_says_that_the_sources_cannot_tell(name: str, prop: str):
    found = of(outcome(name), prop)
    wanted = "inconclusive" if (prop, name) in UNDECIDABLE else truth(name).verdicts[prop]
    assert found.verdict.value == wanted, found.why


@pytest.mark.parametrize("name", NAMES)
def test_the_exit_status_follows_the_verdicts(name: str):
    verdicts = {p.verdict.value for p in outcome(name).properties}
    decided = 1 if "violated" in verdicts else 3 if "inconclusive" in verdicts else 0
    assert outcome(name).exit_status == decided
    assert "holds" in verdicts or decided  # a run in which nothing was exercised would be 3


@pytest.mark.parametrize("name", NAMES)
def test_the_violating_lines_are_those_of_the_truth_once_each(name: str):
    found = of(outcome(name), ROUTED)
    assert _session_lines(found, name) == sorted(truth(name).violating)


@pytest.mark.parametrize("name", NAMES)
def test_the_hidden_first_attempts_are_those_of_the_truth_once_each(name: str):
    hidden = _hidden_lines(of(outcome(name), ROUTED), name)
    assert len(hidden) == len(set(hidden))
    assert truth(name).hidden <= set(hidden) <= truth(name).hidden | truth(name).hidden_boundary


def test_the_known_number_of_hidden_first_attempts():
    assert len(_hidden_lines(of(outcome("lab/redispatch_persist"), ROUTED), "lab/redispatch_persist")) == 67


@pytest.mark.parametrize("name", NAMES)
def test_only_requests_at_a_change_are_undecided(name: str):
    undecided = with_verdict(of(outcome(name), ROUTED), INCONCLUSIVE)
    lines = {_line_of(i.finding, name) for i in undecided if i.finding}
    if name == "lab/udp_syslog":  # whole seconds: whatever lies in the second of a change
        assert len(lines) <= 3
    else:
        assert lines <= truth(name).boundary


@pytest.mark.parametrize("name", NAMES)
def test_the_overlaps_are_those_of_the_truth(name: str):
    violated = [i.finding for i in with_verdict(of(outcome(name), HOLDER), VIOLATED) if i.finding]
    if (HOLDER, name) in UNDECIDABLE:
        assert not violated
        return
    assert len(violated) == len(truth(name).overlaps)
    for finding, (lo, hi) in zip(sorted(violated, key=lambda f: f.time), truth(name).overlaps, strict=True):
        # a capture of one host's side ends with the capture; the wire shows a master within an advertisement
        assert finding.time.lo / 1e9 == pytest.approx(lo, abs=0.05)
        assert finding.time.hi / 1e9 == pytest.approx(hi, abs=1.2)


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_decided_names_a_source_that_would(name: str):
    for prop in outcome(name).properties:
        for instance in with_verdict(prop, INCONCLUSIVE):
            assert instance.why
            assert instance.settles


@pytest.mark.parametrize("name", NAMES)
def test_truth_and_the_monitors_behind_it_are_no_input(name: str):
    inputs = {Path(i.path).relative_to(folder(name)).as_posix(): i for i in outcome(name).inputs}
    assert inputs["truth.json"].format == ""
    assert inputs["bridge.pcap.gz"].format == "capture"
    assert not any(i.format for path, i in inputs.items() if path.startswith("oracle/"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_was_missing_from_the_scope(name: str):
    scopes = {p.id: p.scope for p in outcome(name).properties}
    assert (scopes[ROUTED].missing, scopes[HOLDER].missing) == ((), ())


def _session_lines(found: PropertyOutcome, name: str) -> list[tuple[str, int]]:
    findings = [i.finding for i in with_verdict(found, VIOLATED) if i.finding and i.finding.where.unit == "line"]
    assert all(f.where.file.endswith(".iso.log") for f in findings)
    return sorted(_line_of(f, name) for f in findings)


def _hidden_lines(found: PropertyOutcome, name: str) -> list[tuple[str, int]]:
    findings = [i.finding for i in with_verdict(found, VIOLATED) if i.finding and i.finding.where.unit == "packet"]
    return sorted(_line_of(f, name) for f in findings)


def _line_of(finding, name: str) -> tuple[str, int]:
    places = [finding.where, *(r.place for r in finding.related)]
    place = next(p for p in places if "haproxy" in p.file)
    return Path(place.file).parent.name, place.line
