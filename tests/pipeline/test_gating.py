"""The job `gate` as a whole: what it reads, what it says of it, and its exit status."""

import io
import json
import os
import random
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.finding import Severity, Verdict
from checker.base.progress import SilentProgress
from checker.pipeline import GateRequest, baseline_of, gate

CASES = Path(__file__).parent.parent / "gate" / "cases"
GOOD, BAD = CASES / "g01-reference", CASES / "h01-fall-10"


def run(*paths, **options):
    return gate(GateRequest(tuple(str(path) for path in paths), **options), SilentProgress())


def codes(outcome, *severities):
    return {f.code for f in outcome.findings if f.severity in (severities or (Severity.ERROR,))}


@pytest.fixture
def good(tmp_path):
    return Path(shutil.copytree(GOOD, tmp_path / "conf"))


def change(folder, name, old, new):
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return folder


# what is read


def test_a_directory_is_searched_and_what_is_no_configuration_is_passed_over(good):
    (good / "notes.txt").write_text("pgbouncers\n")
    (good / "image.cfg").write_bytes(b"global\0\n" + bytes(100))
    (good / ".hidden.cfg").write_text("global\n")
    for name in ("lab.py", "README.md", "haproxy.cfg.bak", "haproxy.cfg~"):
        shutil.copy(good / "haproxy.cfg", good / name)
    (good / "gone.cfg").symlink_to("/nowhere")
    os.mkfifo(good / "pipe.cfg")
    read = [Path(each.path).name for each in run(good).outcome.inputs]
    assert read == sorted(path.name for path in GOOD.iterdir())


def test_what_is_named_and_not_known_is_told(good):
    (good / "notes.txt").write_text("pgbouncers\n")
    inputs = {Path(i.path).name: i for i in run(good / "haproxy.cfg", good / "notes.txt").outcome.inputs}
    assert inputs["notes.txt"].format == ""
    assert (inputs["haproxy.cfg"].format, inputs["haproxy.cfg"].lines) == ("haproxy", 33)


def test_a_file_that_is_named_is_read_whatever_its_name(good):
    (good / "haproxy.cfg").rename(good / "haproxy.cfg.bak")
    assert [i.format for i in run(good / "haproxy.cfg.bak").outcome.inputs] == ["haproxy"]


def test_a_file_that_is_given_twice_is_read_once(good):
    assert len(run(good, good / "haproxy.cfg").outcome.inputs) == 7


def test_standard_input(monkeypatch):
    text = (BAD / "haproxy.cfg").read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    outcome = run("-").outcome
    assert {str(f.where) for f in outcome.findings if f.code == "fall-threshold"} == {"-:23"}


def test_a_named_pipe_is_read(tmp_path):
    reader, writer = os.pipe()
    os.write(writer, (BAD / "haproxy.cfg").read_bytes())
    os.close(writer)
    assert "fall-threshold" in codes(run(f"/dev/fd/{reader}").outcome)
    os.close(reader)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "none.cfg", "there is no file"),
        (lambda folder: folder, "no file of a known format"),
    ],
)
def test_what_cannot_be_read_is_wrong_use(tmp_path, make, message):
    (tmp_path / "notes.txt").write_text("nothing of interest\n")
    with pytest.raises(InputError, match=message):
        run(make(tmp_path))


def test_too_large_a_file_is_passed_over_and_told_when_named(tmp_path):
    (tmp_path / "haproxy.cfg").write_bytes(b"global\n" + b"# more\n" * (1 << 20))
    with pytest.raises(InputError, match="larger than any configuration"):
        run(tmp_path / "haproxy.cfg")


def test_files_that_are_included_are_read_from_beside(good, tmp_path):
    change(good, "keepalived-2.conf", "advert_int 0.8", "include timing/*.part")
    (good / "timing").mkdir()
    (good / "timing" / "a.part").write_text("advert_int 1\n")
    one = run(good / "keepalived-1.conf", good / "keepalived-2.conf").outcome
    places = {Path(str(f.where.file)).name for f in one.findings if f.where}
    assert "a.part" in places


def test_nothing_is_read_from_elsewhere(good, tmp_path):
    (tmp_path / "secret.part").write_text("advert_int 1\n")
    change(good, "keepalived-2.conf", "advert_int 0.8", f"advert_int 0.8\n    include {tmp_path}/secret.part")
    assert not [i.path for i in run(good).outcome.inputs if "secret" in i.path]


# what is said


def test_a_good_configuration_passes_with_the_systems_that_were_not_there_told_once(good):
    outcome = run(good).outcome
    assert (outcome.exit_status, outcome.verdict) == (0, Verdict.HOLDS)
    assert not codes(outcome)
    assert {p.system for p in outcome.properties} == {"pgbouncer-ha"}
    assert [f.message for f in outcome.notes if f.code == "system-not-examined"] == [
        "nothing in these files belongs to rtmp-failover: none of its promises was examined"
    ]


def test_both_systems_at_once():
    outcome = run(GOOD, CASES / "s01-reference").outcome
    assert {p.system for p in outcome.properties} == {"pgbouncer-ha", "rtmp-failover"}
    assert outcome.exit_status == 0


def test_what_is_not_there_is_not_exercised_and_said(good):
    outcome = run(good / "haproxy.cfg").outcome
    by_id = {p.id: p for p in outcome.properties}
    assert by_id["pool-mode"].verdict is Verdict.NOT_EXERCISED
    assert by_id["pool-mode"].why == "no pgbouncer.ini among the inputs"
    assert by_id["vrrp-takeover-too-slow"].why == "no keepalived.conf among the inputs"
    assert by_id["fall-threshold"].verdict is Verdict.HOLDS
    assert outcome.exit_status == 0


def test_nothing_exercised_is_no_pass(tmp_path):
    (tmp_path / "haproxy.cfg").write_text("global\n    maxconn 10\n")
    outcome = run(tmp_path).outcome
    assert (outcome.exit_status, outcome.verdict) == (3, Verdict.NOT_EXERCISED)


def test_a_finding_says_everything():
    outcome = run(BAD).outcome
    (finding,) = (f for f in outcome.findings if f.code == "fall-threshold")
    assert (finding.key, finding.found, finding.wanted, finding.repair) == ("fall", "10", "3", "fall 3")
    assert "pgb1, pgb2 and pgb3" in finding.message
    assert finding.related[0].place.line == 109
    (change_,) = finding.changes
    line = Path(finding.where.file).read_text().split("\n")[change_.span.line - 1]
    assert line[change_.span.column - 1 : change_.span.end_column - 1] == "10"
    assert change_.text == "3"
    assert outcome.explanations["fall-threshold"].title
    assert outcome.exit_status == 1


def test_every_occurring_code_is_explained():
    for case in sorted(CASES.iterdir()):
        if case.is_dir():
            outcome = run(case).outcome
            assert codes(outcome, *Severity) == set(outcome.explanations)


def test_an_unknown_value_is_inconclusive_until_it_is_said(good):
    change(good, "haproxy.cfg", "fall 3", '"fall" "${FALL}"')
    outcome = run(good).outcome
    (prop,) = (p for p in outcome.properties if p.id == "fall-threshold")
    assert (prop.verdict, prop.inconclusive) == (Verdict.INCONCLUSIVE, 3)
    assert "FALL" in prop.settles
    assert (outcome.exit_status, outcome.verdict) == (3, Verdict.INCONCLUSIVE)
    assert "detect_down_refused_s" not in outcome.numbers
    assert run(good, environment=("FALL=3",)).outcome.exit_status == 0
    assert "fall-threshold" in codes(run(good, environment=("FALL=4",)).outcome)


def test_numbers_of_what_is_known(good):
    assert run(good).outcome.numbers["detect_down_refused_s"] == (4_000_000_000, 6_000_000_000)
    alone = run(good / "keepalived-1.conf").outcome.numbers
    assert "takeover_after_crash_s" not in alone, "its successor is not known"


# options


def test_strictly_a_warning_fails(good):
    change(good, "haproxy.cfg", "    default-server", "    # verify: allow fall-threshold\n    default-server")
    assert run(good).outcome.exit_status == 0
    assert run(good, strict=True).outcome.exit_status == 1


def test_settings_change_what_is_promised():
    assert "fall-threshold" not in codes(run(BAD, settings=("check.fall=10",)).outcome)


def test_select_judges_by_these_rules_only():
    outcome = run(BAD, select=("fall-threshold",)).outcome
    assert {p.id for p in outcome.properties} == {"fall-threshold"}
    assert codes(outcome, Severity.ERROR, Severity.WARNING) == {"fall-threshold"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ("fall-treshold",)}, "there is no rule 'fall-treshold'"),
        ({"environment": ("FALL",)}, "--env 'FALL' cannot be read"),
        ({"environment": ("1A=b",)}, "cannot be read"),
        ({"baseline": "/nowhere/base.json"}, "cannot read '/nowhere/base.json'"),
        ({"settings": ("nothing=1",)}, "nothing"),
    ],
)
def test_wrong_use(options, message):
    with pytest.raises(InputError, match=message):
        run(BAD, **options)


def test_a_suppressed_finding_fails_nothing_and_is_not_forgotten(good):
    change(
        good,
        "haproxy.cfg",
        "    default-server inter 2s fall 3",
        "# verify: allow fall-threshold: they pause\n    default-server inter 2s fall 2",
    )
    outcome = run(good).outcome
    (one,) = outcome.suppressed
    assert (one.finding.code, one.kind, one.why) == ("fall-threshold", "inline", "they pause")
    assert not codes(outcome)
    assert outcome.exit_status == 0
    (prop,) = (p for p in outcome.properties if p.id == "fall-threshold")
    assert (prop.verdict, prop.violations, prop.why) == (Verdict.HOLDS, 0, "but for 1 accepted finding")
    assert "fall-threshold" in outcome.explanations


def test_a_baseline_accepts_what_was_there_and_nothing_new(tmp_path):
    bad = Path(shutil.copytree(BAD, tmp_path / "conf"))
    base = tmp_path / "base.json"
    base.write_text(baseline_of(run(bad).outcome))
    assert run(bad, baseline=str(base)).outcome.exit_status == 1, "nobody said why"
    base.write_text(base.read_text().replace('"why": ""', '"why": "they pause"'))
    change(bad, "haproxy.cfg", "defaults\n", "# a comment more\ndefaults\n")
    accepted = run(bad, baseline=str(base)).outcome
    assert accepted.exit_status == 0
    assert {each.finding.code for each in accepted.suppressed} >= {"fall-threshold", "detect-down-too-slow"}
    change(bad, "keepalived-1.conf", "state BACKUP", "state MASTER")
    assert codes(run(bad, baseline=str(base)).outcome) == {"nopreempt-ineffective"}


def test_a_baseline_that_is_written_anew_keeps_its_reasons(tmp_path):
    bad = Path(shutil.copytree(BAD, tmp_path / "conf"))
    base = tmp_path / "base.json"
    first = baseline_of(run(bad).outcome)
    base.write_text(first.replace('"why": ""', '"why": "they pause"'))
    change(bad, "keepalived-1.conf", "state BACKUP", "state MASTER")
    second = json.loads(baseline_of(run(bad, baseline=str(base)).outcome))["accepted"]
    old = json.loads(base.read_text())["accepted"]
    assert [entry for entry in second if entry in old] == old
    assert [entry["code"] for entry in second if entry not in old] == ["nopreempt-ineffective"]


def test_patches_are_exact_but_for_the_repair(good):
    change(good, "haproxy.cfg", "fall 3", "fall\t10")
    (patch,) = (p for p in run(good).patches if p.path.endswith("haproxy.cfg"))
    assert patch.before == (good / "haproxy.cfg").read_text()
    assert "fall\t3" in patch.after
    assert "fall 3" in patch.shown


# order and robustness


def test_the_order_of_the_paths_does_not_matter():
    files = sorted(str(path) for path in BAD.iterdir())
    shuffled = random.Random(1).sample(files, len(files))
    one, other = run(*files).outcome, run(*shuffled).outcome
    assert one.findings == other.findings
    assert one.properties == other.properties
    assert one.numbers == other.numbers


_PIECES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4)
_FILES = [path for case in sorted(CASES.iterdir()) if case.is_dir() for path in sorted(case.iterdir())]


@settings(max_examples=60)
@given(st.sampled_from(_FILES), _PIECES)
def test_whatever_stands_in_a_file_is_judged_or_refused(tmp_path_factory, path, pieces):
    data = path.read_bytes()
    for at, length, text in pieces:
        start = int(at * len(data))
        data = data[:start] + text + data[start + length :]
    folder = Path(shutil.copytree(path.parent, tmp_path_factory.mktemp("mutated") / "conf"))
    (folder / path.name).write_bytes(data)
    gated = run(folder)
    assert gated.outcome.exit_status in (0, 1, 3)
    for patch in gated.patches:
        assert patch.before.encode("utf-8", "surrogateescape") == Path(patch.path).read_bytes()
    shutil.rmtree(folder)


# what is told once


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("inter 2s", "inter 2", "check-interval", "    default-server inter 2 "),
        ("timeout connect 1s", "timeout connect 1", "timeout-unit", "    timeout connect 1"),
    ],
)
def test_a_word_that_a_rule_speaks_of_is_not_told_again(good, old, new, code, line):
    outcome = run(change(good, "haproxy.cfg", old, new)).outcome
    told = [f for f in outcome.findings if f.text.startswith(line) and f.code in (code, "duration-misread")]
    assert [(f.code, f.severity) for f in told] == [(code, Severity.ERROR)]


def test_a_word_that_no_rule_speaks_of_is_told_by_its_format(good):
    """A timeout of another proxy breaks no promise; and a rule that was not asked says nothing."""
    changed = change(good, "haproxy.cfg", "inter 2s", "inter 2")
    assert "duration-misread" in codes(run(changed, select=("pool-mode",)).outcome, Severity.WARNING)
    (changed / "haproxy.cfg").write_text((changed / "haproxy.cfg").read_text() + "\nlisten x\n    timeout connect 5\n")
    assert "duration-misread" in codes(run(changed).outcome, Severity.WARNING)


def test_a_script_that_nothing_defines_is_one_error(good):
    name = next(path.name for path in good.iterdir() if path.name.startswith("keepalived"))
    text = (good / name).read_text()
    script = next(line.split()[1] for line in text.split("\n") if line.startswith("vrrp_script"))
    changed = change(good, name, f"vrrp_script {script}", f"vrrp_script {script}x")
    outcome = run(changed).outcome
    assert [f.code for f in outcome.findings if f.severity is Severity.ERROR] == ["missing-track-script"]
    (told,) = (f for f in outcome.findings if f.code == "missing-track-script")
    assert (told.found, told.wanted, told.text.strip()) == (script, f"{script}x", script)


def test_a_script_that_is_defined_below_is_one_error_that_says_so(good):
    name = next(path.name for path in good.iterdir() if path.name.startswith("keepalived"))
    text = (good / name).read_text()
    start = text.index("vrrp_script")
    block = text[start : text.index("\n}\n", start) + 3]
    (good / name).write_text(text.replace(block, "") + block)
    (told,) = (f for f in run(good).outcome.findings if f.severity is Severity.ERROR)
    assert told.code == "missing-track-script"
    assert "defined only below" in told.message
    assert "move" in told.hint
