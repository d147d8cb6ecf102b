"""`verify diff` as a whole: files, folders, revisions, contracts, formats, exit status, bad input."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest

from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.base.progress import SilentProgress
from checker.model.outcome import Outcome
from checker.pipeline import DiffRequest, diff, explanations
from checker.report.catalogue import load_formats
from checker.report.options import RenderOptions

ROOT = Path(__file__).resolve().parents[2]
SHOP = """\
# Shop failover

```mermaid
sequenceDiagram
    participant VIP as Virtual IP<br/>(10.0.0.100)
    participant LB1 as Balancer 1<br/>(10.0.0.1)
    participant LB2 as Balancer 2<br/>(10.0.0.2)
    participant Web1 as Web server<br/>(10.0.0.11:8080)
    participant Web2 as Web server<br/>(10.0.0.12:8080)

    LB1->>Web1: Health Check
    Web1--xLB1: Connection refused
    Note over LB1: After 3 failures (6s)<br/>Mark web1 as DOWN
    LB1->>Web2: Route (skip web1)
    Note over LB2: After VRRP timeout (2-3 seconds)<br/>Promote self to MASTER
    Note over LB1: LB1 stays as hot standby
```
"""
CONTRACT = """\
system: shop
documents: [shop.md]
hosts:
  lb1: {address: {line: 6}, aliases: [balancer-1]}
  lb2: {address: {line: 7}}
vips:
  vip: {address: {line: 5}, hosts: [lb1, lb2]}
servers:
  web1: {address: {line: 8}, port: {line: 8}}
  web2: {address: {line: 9}, port: {line: 9}}
lifelines:
  VIP: {role: virtual-address, vip: vip}
  LB1: {role: load-balancer, host: lb1}
  LB2: {role: load-balancer, host: lb2}
  Web1: {role: server, server: web1}
  Web2: {role: server, server: web2}
events:
  - {label: "Connection refused", from: server, to: load-balancer, event: check, with: {server: sender, passed: false}}
  - {label: "Mark {server} as {after}", from: load-balancer, event: server_state}
  - {label: "Route ...", from: load-balancer, to: server, event: assigned, with: {server: receiver}}
parameters:
  check.fall: {line: 13}
  down.within: {line: 13}
  check.interval: {implied: down.within / check.fall}
  check.timeout: {computed: check.interval, ours: "the default"}
  vip.takeover: {line: 15}
  vip.handover: {value: 100ms, ours: "clocks differ"}
  route.tolerance: {value: 4ms, ours: "whole milliseconds"}
properties:
  no-request-routed-to-down: {line: 14}
  single-vip-holder: {line: [16, 15]}
"""


def write(folder: Path, document: str = SHOP, contract: str = CONTRACT) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.md").write_text(document)
    if contract:
        (folder / "shop.yaml").write_text(contract)
    return str(folder)


def compared(old: str, new: str, **asked: object) -> Outcome:
    return diff(DiffRequest(old, new, **asked), SilentProgress())  # type: ignore[arg-type]


def lines(outcome: Outcome) -> list[str]:
    return [f"{f.rank} {f.code} {f.key}".strip() for f in outcome.findings]


def test_a_longer_bound_is_told_once_with_both_places_and_numbers(tmp_path: Path):
    old = write(tmp_path / "old")
    document = SHOP.replace("\n    LB1->>Web1", "\n\n    LB1->>Web1").replace("(6s)", "(21s)")
    new = write(tmp_path / "new", document, re.sub(r"\b1[1-9]\b", lambda line: str(int(line[0]) + 1), CONTRACT))
    outcome = compared(old, new)
    assert lines(outcome) == ["breaking diff-parameter down.within", "breaking diff-parameter check.interval"]
    bound, interval = outcome.findings
    assert (bound.wanted, bound.found) == ("6s", "21s")
    assert str(bound.where) == f"{new}/shop.md:14"
    assert str(bound.related[0].place) == f"{old}/shop.md:13"
    assert "check.timeout (7s, was 2s)" in interval.message


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        ("  single-vip-holder: {line: [16, 15]}\n", "", "breaking diff-promise", "strengthening diff-promise"),
        ("{line: 14}\n  s", "{line: 14, skip: [web1]}\n  s", "breaking diff-promise", "strengthening diff-promise"),
        ("value: 4ms", "value: 9ms", "breaking diff-parameter", "strengthening diff-parameter"),
        ("  vip.handover: {value: 100ms, ours: \"clocks differ\"}\n", "", "breaking diff-parameter", ""),
        ("hosts: [lb1, lb2]", "hosts: [lb1]", "breaking diff-deployment", "strengthening diff-deployment"),
        ("aliases: [balancer-1]", "aliases: [b1]", "compatible diff-deployment", "compatible diff-deployment"),
        ("port: {line: 8}", "port: 8081", "strengthening diff-deployment", "strengthening diff-deployment"),
        ("LB2: {role: load-balancer, host: lb2}", "LB2: {role: vrrp-peer, host: lb2}", "breaking diff-lifeline", ""),
        ("properties:", "accepts: {single-vip-holder: we know}\nproperties:", "breaking diff-promise", ""),
        ("  - {label: \"Mark {server} as {after}\", from: load-balancer, event: server_state}\n", "",
         "breaking diff-mapping", "strengthening diff-mapping"),
    ],
)  # fmt: skip
def test_contracts(tmp_path: Path, old: str, new: str, there: str, back: str):
    first = CONTRACT
    second = CONTRACT.replace(old, new)
    assert first != second
    if "vip.handover" in old:
        first, second = (c.replace("  single-vip-holder: {line: [16, 15]}\n", "") for c in (first, second))
    before, after = write(tmp_path / "a", contract=first), write(tmp_path / "b", contract=second)
    assert there in {f"{f.rank} {f.code}" for f in compared(before, after).findings}
    assert len(compared(before, after).findings) == 1
    if back:
        assert [f"{f.rank} {f.code}" for f in compared(after, before).findings] == [back]


def test_a_cited_line_that_goes_is_breaking_whatever_it_says(tmp_path: Path):
    old = write(tmp_path / "a")
    gone = SHOP.replace("    Note over LB1: LB1 stays as hot standby\n", "")
    new = write(tmp_path / "b", gone, CONTRACT.replace("[16, 15]", "15"))
    (finding,) = compared(old, new).findings
    assert finding.rank == "breaking"


def test_files_find_the_contracts_beside_them(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract=CONTRACT.replace("4ms", "9ms"))
    assert lines(compared(f"{old}/shop.md", f"{new}/shop.md")) == ["breaking diff-parameter route.tolerance"]
    assert lines(compared(f"{old}/shop.yaml", f"{new}/shop.yaml")) == ["breaking diff-parameter route.tolerance"]


def test_what_only_one_file_has_beside_it_is_said(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract="")
    outcome = compared(f"{old}/shop.md", f"{new}/shop.md")
    assert [f.code for f in outcome.findings] == ["diff-not-compared"]
    assert "breaking diff-promise" in lines(compared(old, new))


def test_folders_hold_diagrams_without_a_contract_and_other_yaml(tmp_path: Path):
    for name in "ab":
        write(tmp_path / name, contract="")
        (tmp_path / name / "compose.yaml").write_text("services: {web: {image: x}}\n")
    (tmp_path / "b" / "more.md").write_text("```mermaid\nsequenceDiagram\n  A->>B: hello\n```\n")
    assert lines(compared(str(tmp_path / "a"), str(tmp_path / "b"))) == ["compatible diff-diagram"]
    (tmp_path / "b" / "shop.md").unlink()
    assert "breaking diff-diagram" in lines(compared(str(tmp_path / "a"), str(tmp_path / "b")))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (["init", "-q", "-b", "main"], ["add", "."], [*identity, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *words], check=True)
    (tmp_path / "docs" / "shop.md").write_text(SHOP.replace("After 3", "After 4"))
    (tmp_path / "docs" / "shop.yaml").write_text(CONTRACT.replace("down.within / check.fall", "down.within / 4"))
    return tmp_path


@pytest.mark.parametrize("old", ["main:docs/shop.md", "HEAD:docs/shop.yaml", "main:docs", "main:docs/", "main:./docs"])
def test_revisions(repository: Path, old: str):
    new = old.partition(":")[2]
    outcome = compared(old, new)
    assert "breaking diff-parameter check.fall" in lines(outcome)
    fall = next(f for f in outcome.findings if f.key == "check.fall")
    assert str(fall.related[0].place) == f"{old.partition(':')[0]}:docs/shop.md:13"
    assert not [f for f in outcome.findings if "verify-diff-" in f.message + str(f.related) + str(f.where)]
    assert all("verify-diff-" not in each.path for each in outcome.inputs)


@pytest.mark.parametrize("way", [1, -1], ids=["there", "back"])
def test_drawings_call_files_of_a_revision_as_the_user_did(repository: Path, way: int):
    (repository / "docs" / "more.md").write_text("```mermaid\nsequenceDiagram\n  A->>B: After 3 failures\n```\n")
    (repository / "docs" / "shop.md").write_text(SHOP.replace("->>Web2: Route", "->>Web1: Route"))
    outcome = compared(*["main:docs", "docs"][::way], draw=True)
    assert [each.name for each in outcome.merged] == ["shop-1", "more-1" if way > 0 else "more-1.gone"]
    shop = outcome.merged[0]
    assert "verify-diff-" not in str(outcome.merged)
    places = {str(place) for became in shop.parts.values() for place in became.places}
    assert {"main:docs/shop.md:14", "docs/shop.md:14"} <= places
    assert outcome.merged[0].runs


def test_nothing_is_drawn_unless_it_is_asked(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", SHOP.replace("Health Check", "Check"))
    assert compared(old, new).merged == ()
    assert len(compared(old, new, draw=True).merged) == 1


def test_what_only_a_contract_says_of_a_diagram_is_drawn(tmp_path: Path):
    contract = CONTRACT.replace("LB2: {role: load-balancer, host: lb2}", "LB2: {role: vrrp-peer, host: lb2}")
    (one,) = compared(write(tmp_path / "a"), write(tmp_path / "b", contract=contract), draw=True).merged
    assert [(name, b.kind, b.changes[0].rank) for name, b in one.lifelines.items()] == [("LB2", "changed", "breaking")]
    assert one.parts == {}


def test_what_says_nothing_of_a_diagram_draws_none(tmp_path: Path):
    contract = CONTRACT.replace("4ms", "9ms")
    assert compared(write(tmp_path / "a"), write(tmp_path / "b", contract=contract), draw=True).merged == ()


def test_a_contract_that_a_revision_has_not(repository: Path):
    (repository / "docs" / "shop.yaml").unlink()
    outcome = compared("main:docs/shop.md", "docs/shop.md", draw=True)
    assert "diff-not-compared" in {finding.code for finding in outcome.findings}
    assert len(outcome.merged) == 1


def test_a_contract_of_a_revision_that_is_wrong_is_told_with_its_line(repository: Path):
    (repository / "docs" / "shop.yaml").write_text(CONTRACT.replace("role: server,", "role: servr,"))
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@y.z", "commit", "-qam", "wrong"], check=True)
    (told,) = compared("HEAD:docs", "docs").findings
    assert (told.code, told.rank) == ("diff-not-compared", "compatible")
    assert "docs/shop.yaml:15:16: unknown role 'servr'" in told.message
    assert [str(told.where), *(str(each.place) for each in told.related)] == [
        "docs/shop.yaml:1",
        "HEAD:docs/shop.yaml:1",
    ]


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("nowhere", "there is no file or folder 'nowhere'"),
        ("nowhere:docs", "there is no revision 'nowhere' here"),
        ("main:nowhere", "revision main has no 'nowhere'"),
        ("main:../x", "lies outside of the repository"),
        ("--help:docs", "is no revision"),
        ("empty", "empty has no sequence diagram and no contract"),
        ("text.md", "text.md has no sequence diagram and no contract"),
        ("broken.md", "broken.md:3:"),
    ],
)
def test_bad_input_is_told(repository: Path, old: str, message: str):
    (repository / "empty").mkdir()
    (repository / "text.md").write_text("nothing drawn\n")
    (repository / "broken.md").write_text("```mermaid\nsequenceDiagram\n  A->>: x\n```\n")
    with pytest.raises(InputError) as raised:
        compared(old, "docs")
    assert message in str(raised.value)


def test_the_exit_status_is_that_of_fail_on(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract=CONTRACT.replace("4ms", "9ms"))
    assert compared(old, new).exit_status == 0
    assert compared(old, new).verdict is Verdict.VIOLATED
    assert compared(old, new, fail_on=("breaking",)).exit_status == 1
    assert compared(old, new, fail_on=("strengthening", "cosmetic")).exit_status == 0
    assert compared(new, old, fail_on=("strengthening",)).exit_status == 1
    assert compared(old, old, fail_on=("breaking", "cosmetic")).exit_status == 0
    with pytest.raises(InputError, match="there is no class 'braking'"):
        compared(old, new, fail_on=("braking",))


@pytest.mark.parametrize("format", load_formats())
def test_every_format_tells_it(tmp_path: Path, format: str):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract=CONTRACT.replace("4ms", "9ms"))
    text = load_formats()[format].render(compared(old, new), RenderOptions())
    assert "breaking" in text
    assert "route.tolerance" in text
    assert "9ms" in text
    assert "4ms" in text


def test_json_keeps_to_its_schema(tmp_path: Path):
    schema = json.loads((ROOT / "docs" / "schema" / "verify-1.schema.json").read_text())
    new = SHOP.replace("(6s)", "(21s)").replace("->>Web2", "->>Web1").replace("Health Check", "health  check")
    outcome = compared(write(tmp_path / "a", contract=""), write(tmp_path / "b", new, contract=""))
    report = json.loads(load_formats()["json"].render(outcome, RenderOptions()))
    jsonschema.validate(report, schema)
    assert {finding["rank"] for finding in report["findings"]} >= {"breaking", "cosmetic"}
    assert report["numbers"]["breaking"] == sum(f["rank"] == "breaking" for f in report["findings"])


def test_every_code_is_explained(tmp_path: Path):
    from checker.diff import codes

    every = {value for name, value in vars(codes).items() if name.isupper()}
    assert every <= set(explanations())


def test_the_seeds_do_not_differ_from_themselves():
    outcome = compared(str(ROOT / "spec"), str(ROOT / "spec"))
    assert outcome.findings == ()
    assert outcome.numbers == {"breaking": 0, "strengthening": 0, "compatible": 0, "cosmetic": 0}


@pytest.fixture
def persistent(tmp_path: Path) -> tuple[str, str]:
    """The shipped system, promising one thing; and one whose balancer keeps clients at a server that is DOWN."""
    contract = (ROOT / "spec" / "pgbouncer-ha.yaml").read_text()
    head, _, rest = contract.partition("\nproperties:\n")
    contract = f"{head}\nproperties:\n" + next(line for line in rest.split("\n") if "routed-to-down" in line) + "\n"
    other = contract
    for name, value in (("persist", "yes"), ("sticky", "yes"), ("redispatch", "no")):
        other = re.sub(rf"balance.{name}: {{value: \w+", f"balance.{name}: {{value: {value}", other)
    assert other != contract
    for name, text in (("a", contract), ("b", other)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pgbouncer-ha.yaml").write_text(text)
        (tmp_path / name / "pgbouncer-ha.md").write_bytes((ROOT / "spec" / "pgbouncer-ha.md").read_bytes())
    return str(tmp_path / "a"), str(tmp_path / "b")


@pytest.mark.slow
def test_the_model_says_what_is_newly_refuted(persistent: tuple[str, str]):
    (finding,) = (f for f in compared(*persistent, prove=True).findings if f.code == "diff-verdict")
    told = (finding.rank, finding.code, finding.key, finding.wanted, finding.found)
    assert told == ("breaking", "diff-verdict", "no-request-routed-to-down", "proved", "refuted")
    assert any("violated" in related.label for related in finding.related)


@pytest.mark.slow
def test_a_capture_says_which_verdict_differs(tmp_path: Path):
    """The monitor of the capture polls every two seconds."""
    for name, period in (("a", "2 seconds"), ("b", "10 seconds")):
        (tmp_path / name).mkdir()
        document = (ROOT / "spec" / "pgbouncer-ha.md").read_text().replace("10 seconds", period)
        (tmp_path / name / "pgbouncer-ha.md").write_text(document)
        (tmp_path / name / "pgbouncer-ha.yaml").write_bytes((ROOT / "spec" / "pgbouncer-ha.yaml").read_bytes())
    old, new = str(tmp_path / "a"), str(tmp_path / "b")
    capture = str(ROOT / "traces" / "pgbouncer-ha" / "normal" / "monitor")
    there, back = ("strengthening", "holds", "violated"), ("breaking", "violated", "holds")
    for versions, told in (((old, new), there), ((new, old), back)):
        found = [f for f in compared(*versions, traces=(capture,)).findings if f.code == "diff-verdict"]
        assert [(f.key, f.rank, f.wanted, f.found) for f in found] == [("poll-on-schedule", *told)]


def test_proofs_and_captures_need_two_contracts(tmp_path: Path):
    old, new = write(tmp_path / "a"), write(tmp_path / "b", contract="")
    with pytest.raises(InputError, match="need a contract in both versions"):
        compared(old, new, prove=True)
