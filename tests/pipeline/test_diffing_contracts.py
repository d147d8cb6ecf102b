"""What changes of a contract, and of the lines that it cites, mean for what is promised."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from checker.report.catalogue import load_formats
from checker.report.options import RenderOptions
from tests.pipeline.test_diffing import CONTRACT, SHOP, compared, lines, write

SPEC = Path(__file__).parents[2] / "spec"


@pytest.mark.parametrize(
    ("name", "kept", "broken"),
    [
        ("vrrp.preempt", "no", "yes"),
        ("balance.persist", "no", "yes"),
        ("balance.sticky", "no", "yes"),
        ("balance.redispatch", "yes", "no"),
        ("balance.retries", "3", "2"),
        ("vrrp.track", "fault", "none"),
    ],
)
def test_a_setting_by_which_a_property_holds_is_breaking_one_way(tmp_path: Path, name: str, kept: str, broken: str):
    line = f'  vip.handover: {{value: 100ms, ours: "clocks differ"}}\n  {name}: {{value: VALUE, ours: "it is so"}}\n'
    contract = re.sub(r"  vip.handover: .*\n", line, CONTRACT)
    old = write(tmp_path / "a", contract=contract.replace("VALUE", kept))
    new = write(tmp_path / "b", contract=contract.replace("VALUE", broken))
    assert lines(compared(old, new)) == [f"breaking diff-parameter {name}"]
    assert lines(compared(new, old)) == [f"strengthening diff-parameter {name}"]


def test_lifelines_that_are_other_servers_or_hosts_are_breaking(tmp_path: Path):
    old = write(tmp_path / "a")
    exchanged = CONTRACT.replace("Web1: {role: server, server: web1}", "Web1: {role: server, server: web2}")
    exchanged = exchanged.replace("LB2: {role: load-balancer, host: lb2}", "LB2: {role: load-balancer, host: lb1}")
    outcome = compared(old, write(tmp_path / "b", contract=exchanged))
    assert lines(outcome) == ["breaking diff-lifeline text"] * 2
    assert "LB2 is lb1 by the contract, was lb2" in outcome.findings[0].message


def test_a_label_that_means_an_event_with_other_arguments_is_breaking(tmp_path: Path):
    other = CONTRACT.replace("passed: false", "passed: true")
    (finding,) = compared(write(tmp_path / "a"), write(tmp_path / "b", contract=other)).findings
    assert (finding.rank, finding.code) == ("breaking", "diff-mapping")
    assert "passed: true, server: sender, was with passed: false" in finding.message


def test_words_that_went_of_a_cited_line_are_breaking(tmp_path: Path):
    old = write(tmp_path / "a")
    (finding,) = compared(old, write(tmp_path / "b", SHOP.replace("stays as hot", "is"))).findings
    assert (finding.rank, finding.code) == ("breaking", "diff-meaning")
    assert "single-vip-holder says no more 'stays' and 'hot'" in finding.message
    (finding,) = compared(old, write(tmp_path / "c", SHOP.replace("LB1 stays as", "now LB1 is staying"))).findings
    assert finding.rank == "cosmetic"


def test_another_name_in_a_label_of_one_meaning_is_no_wording(tmp_path: Path):
    documents = (SHOP.replace("(skip web1)", f"to web{number}") for number in (2, 1))
    old, new = (write(tmp_path / name, text) for name, text in zip("ab", documents, strict=True))
    (finding,) = compared(old, new).findings
    assert finding.rank == "breaking"
    assert "'web1' stands for 'web2'" in finding.message


def test_what_is_gone_stands_at_its_place_in_the_old_contract(tmp_path: Path):
    text = "  single-vip-holder: {line: [16, 15]}\n"
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract=CONTRACT.replace(text, ""))
    (finding,) = compared(old, new).findings
    (before,) = finding.related
    line = CONTRACT[: CONTRACT.index(text)].count("\n") + 1
    assert (before.place.file, before.place.line, before.text) == (f"{old}/shop.yaml", line, "single-vip-holder")
    new = write(tmp_path / "c", contract=CONTRACT.replace("4ms", "9ms"))
    (finding,) = compared(old, new).findings
    line = CONTRACT[: CONTRACT.index("route.tolerance")].count("\n") + 1
    assert str(finding.where) == f"{new}/shop.yaml:{line}"


def test_what_only_the_old_version_has_is_not_told_as_now(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract="")
    outcome = compared(f"{old}/shop.md", f"{new}/shop.md")
    told = load_formats()["text"].render(outcome, RenderOptions())
    assert "shop.yaml:1 before" in " ".join(told.split())
    assert "  now" not in told


@pytest.mark.parametrize(("old", "new", "rank"), [("a", "b", "breaking"), ("b", "a", "compatible"), ("b", "b", "")])
@pytest.mark.parametrize("given", ["", "/pgbouncer-ha.md", "/pgbouncer-ha.yaml"])
def test_a_contract_that_does_not_fit_its_diagrams_hides_no_change(tmp_path, old, new, rank, given):
    for name, value in (("a", "6s"), ("b", "20s")):
        (tmp_path / name).mkdir()
        text = (SPEC / "pgbouncer-ha.md").read_text(encoding="utf-8")
        (tmp_path / name / "pgbouncer-ha.md").write_text(text.replace("3 failures (6s)", f"3 failures ({value})"))
        shutil.copy(SPEC / "pgbouncer-ha.yaml", tmp_path / name)
    outcome = compared(Path(f"{tmp_path}/{old}{given}"), Path(f"{tmp_path}/{new}{given}"))
    told = {(note.code, note.rank, note.wanted, note.found) for note in outcome.notes if note.rank != "cosmetic"}
    values = {("diff-value", "breaking", "6s", "20s"), ("diff-value", "strengthening", "20s", "6s")}
    assert {each[0] for each in told} == ({"diff-value", "diff-not-compared"} if rank else {"diff-not-compared"})
    if rank:
        assert told & values and ("diff-not-compared", rank, "", "") in told
    else:
        assert {each[1] for each in told} == {"compatible"}
