"""The outcome of a check: verdicts together, exit status, the account of the inputs, the part of the diagram."""

from __future__ import annotations

import itertools

import pytest

from checker.base.errors import InputError
from tests.captures.truths import folder
from tests.pipeline.logs import Haproxy, Keepalived
from tests.pipeline.running import HOLDER, HOLDS, INCONCLUSIVE, NOT_EXERCISED, ROUTED, VIOLATED, of, run

EXIT = {HOLDS: 0, VIOLATED: 1, INCONCLUSIVE: 3, NOT_EXERCISED: 3}


def written(folder, routed, holder):
    """Logs that make the two properties come out as wanted."""
    log = Haproxy()
    log.session(1, "pgb1")
    if routed is not NOT_EXERCISED:
        log.down(10)
        log.session(12, "pgb1")
    if routed is VIOLATED:
        log.session(15)
    if routed is INCONCLUSIVE:
        log.session(10.001)
    paths = [log.write(folder)]
    if holder is INCONCLUSIVE:
        one = Keepalived(host="hap1")
        one.initial(0)
        one.master(5)
        one.say(39, "(VI_1) Changing effective priority from 100 to 102")
        paths.append(one.write(folder))
    return paths


@pytest.mark.parametrize(
    ("routed", "holder"),
    list(itertools.product([HOLDS, VIOLATED, INCONCLUSIVE, NOT_EXERCISED], [INCONCLUSIVE, NOT_EXERCISED])),
)
def test_the_worst_property_gives_the_verdict_and_the_exit_status(tmp_path, routed, holder):
    outcome = run(*written(tmp_path, routed, holder), select=(ROUTED, HOLDER))
    assert (of(outcome, ROUTED).verdict, of(outcome, HOLDER).verdict) == (routed, holder)
    worst = next(v for v in (VIOLATED, INCONCLUSIVE, HOLDS, NOT_EXERCISED) if v in (routed, holder))
    assert (outcome.verdict, outcome.exit_status) == (worst, EXIT[worst])


@pytest.mark.parametrize("routed", [HOLDS, VIOLATED, INCONCLUSIVE, NOT_EXERCISED])
def test_strict_turns_only_a_pass_into_a_failure(tmp_path, routed):
    paths = written(tmp_path, routed, NOT_EXERCISED)
    plain, strict = run(*paths).exit_status, run(*paths, strict=True).exit_status
    assert strict == (3 if plain == 0 else plain)


def test_the_counts_add_up(tmp_path):
    log = Haproxy()
    log.down(10)
    log.session(10.001)
    log.session(11, "pgb1")
    for at in (12, 13, 14):
        log.session(at)
        log.session(at, "pgb1")
    found = of(run(log.write(tmp_path)), ROUTED)
    assert (found.exercised, found.violations, found.inconclusive) == (8, 3, 1)
    assert len(found.instances) == 8
    assert len(found.findings) == 4


def test_without_keep_only_what_does_not_hold_is_kept(tmp_path):
    from checker.base.progress import SilentProgress
    from checker.pipeline import CheckRequest, check

    log = Haproxy()
    log.down(10)
    log.session(12)
    log.session(12, "pgb1")
    outcome = check(CheckRequest((str(log.write(tmp_path)),)), SilentProgress())
    found = of(outcome, ROUTED)
    assert (found.exercised, [i.verdict for i in found.instances]) == (2, [VIOLATED])


def test_each_input_has_its_account(tmp_path):
    log = Haproxy()
    log.down(10)
    log.session(12)
    log.raw("what is this?")
    (tmp_path / "notes.md").write_text("# notes\n")
    log.write(tmp_path)
    first, second = run(tmp_path).inputs
    assert (first.format, first.source, first.lines, first.events, first.unread_total) == ("haproxy", "hap1", 3, 2, 1)
    assert (second.format, second.unit) == ("", "line")
    capture = next(i for i in run(folder("pgbouncer-ha/normal")).inputs if i.format == "capture")
    assert capture.unit == "packet"


def test_what_is_violated_is_shown_with_the_lines_that_promise_it(tmp_path):
    log = Haproxy()
    log.down(10)
    log.session(12)
    outcome = run(log.write(tmp_path), select=(ROUTED, HOLDER))
    assert [p.id for p in outcome.properties if p.excerpt] == [ROUTED]
    excerpt, stated = of(outcome, ROUTED).excerpt, of(outcome, ROUTED).stated
    assert excerpt.marked == (stated.line,)
    assert "pgb2" in excerpt.lines[stated.line - excerpt.first]


def test_wrong_use_is_told(tmp_path):
    path = Haproxy().write(tmp_path)
    for wrong in (
        {"select": ("single-vip-holdr",)},
        {"settings": ("route.tolerance",)},
        {"settings": ("route.tolerence=4ms",)},
        {"clocks": ("hap1",)},
        {"gaps": ("hap1=1/2",)},
        {"spec": str(tmp_path / "no-such-spec")},
    ):
        with pytest.raises(InputError) as caught:
            run(path, **wrong)
        assert str(caught.value)
    with pytest.raises(InputError, match="single-vip-holder"):
        run(path, select=("single-vip-holdr",))


def test_no_finding_is_told_twice(tmp_path):
    outcome = run(folder("lab/redispatch_persist"))
    prints = [f.fingerprint for f in outcome.findings]
    assert len(prints) == len(set(prints))


def test_two_runs_say_the_same():
    def told():
        outcome = run(folder("pgbouncer-ha/split_brain"))
        return [(f.fingerprint, f.message, f.where, f.related) for f in outcome.findings]

    assert told() == told()
