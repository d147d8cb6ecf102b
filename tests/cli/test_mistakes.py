"""What somebody new does wrong is answered by what, where, and what to do; never by a pass."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from checker.cli import main

DIAGRAM = """\
# Shop

```mermaid
sequenceDiagram
    participant LB as HAProxy
    participant Web1 as Web server
    loop Every 2 seconds
        LB->>Web1: Health check
    end
```
"""
CONTRACT = """\
system: shop
documents: [shop.md]
lifelines:
  LB: {role: load-balancer}
  Web1: {role: server}
properties: {}
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """A folder with a diagram and a contract; what a command says there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    Path("shop.md").write_text(DIAGRAM)
    Path("shop.yaml").write_text(CONTRACT)
    Path("empty").mkdir()

    def tell(*argv: str) -> tuple[int, str, str]:
        return main(argv), *capsys.readouterr()

    return tell


HAPROXY = """\
defaults
    mode tcp
    timeout connect 5s
backend shop
    default-server inter 2s fall 3
    server web1 10.0.0.1:80 check
"""
WRONG = {
    "nosuch.log": ("verify: there is no file or directory 'nosuch.log'", "check the spelling"),
    "render empty --format svg": ("verify: empty is a directory", "name the files with diagrams"),
    "render empty --format json": ("verify: empty is a directory", "name the files with diagrams"),
    "gate empty": (
        "no file of a known format is among the inputs (there is no file)",
        "known are those of compose, env,",
    ),
    "gate shop.md": ("no file of a known format is among the inputs (shop.md)", "recognised by content"),
    "prove empty": ("no contract (*.yaml) in empty", "docs/contract.md"),
    "prove nosuch.yaml": ("cannot read nosuch.yaml: no such file or directory", "check the path"),
    "prove nonsuch": ("cannot read nonsuch: no such file or directory", "check the path"),
    "prove shop.md": ("shop.md is not a contract", "give the contract (*.yaml)"),
    "init empty": ("empty is a directory, not a document", "verify init DOC.md"),
    "init shop.md --format jsn": ("invalid choice: 'jsn'", "verify init --help"),
    "init shop.md -o shop.yaml": ("shop.yaml exists already", "--force overwrites it"),
    "render shop.md --format png": ("render cannot write 'png'", "write SVG and convert it"),
    "render shop.md --format svg:no/such.svg": ("no/such.svg: cannot be written", "make the folder first"),
    "shop.md --format jsn": ("there is no format 'jsn'", "did you mean 'json'?"),
    "explain single-vip-holdr": ("no finding code 'single-vip-holdr'", "did you mean 'single-vip-holder'?"),
    "explain nonsense": ("no finding code 'nonsense'", "verify explain lists all codes"),
    "diff shop.md": ("diff needs two versions, and was given one version", "verify diff OLD NEW"),
    "diff main:docs/ empty": ("'main' would be a revision of git, and this folder is in no", "give files or folders"),
    "prvoe": ("no command and no file 'prvoe'", "did you mean 'verify prove'?"),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_mistake_is_answered(line: str, told) -> None:
    status, out, err = told(*line.split())
    message, hint = WRONG[line]
    assert (status, out) == (2, "")
    assert err.startswith("verify: ")
    assert message in err.splitlines()[0]
    assert hint in err.split("\n  hint: ")[1]


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("participant LB", "particpant LB", "expected an arrow after the sender", 'did you mean "participant"?'),
        ("    end\n", "    ennd\n", "expected an arrow after the sender", 'did you mean "end"?'),
        ("    end\n", "", 'expected "end" for the "loop" of line 7', ""),
    ],
)
def test_a_slip_in_a_diagram(old: str, new: str, message: str, hint: str, told) -> None:
    Path("shop.md").write_text(DIAGRAM.replace(old, new))
    for command in (("init", "shop.md"), ("render", "shop.md", "--format", "svg"), ("prove", "shop.yaml")):
        status, out, err = told(*command)
        assert (status, out) == (2, "")
        assert message in err
        assert hint in err


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("lifelines:", "lifelinez:", "shop.yaml:3:1: unknown key 'lifelinez'", "did you mean 'lifelines'?"),
        ("server}", "servr}", "shop.yaml:5:16: unknown role 'servr'", "did you mean 'server'?"),
        ("[shop.md]", "[shop.md", "not YAML", "a bracket or quote that is never closed"),
        ("shop.md", "gone.md", "cannot read gone.md", "documents are named as they lie from the contract"),
    ],
)
def test_a_slip_in_a_contract(old: str, new: str, message: str, hint: str, told) -> None:
    Path("shop.yaml").write_text(CONTRACT.replace(old, new))
    status, out, err = told("prove", "shop.yaml")
    assert (status, out) == (2, "")
    assert message in err
    assert hint in err


def test_two_contracts_of_one_system(told) -> None:
    Path("other.yaml").write_text(CONTRACT)
    status, _, err = told("prove", ".")
    assert status == 2
    assert "system 'shop' has two contracts; the other is other.yaml" in err
    assert "give each its own name" in err


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("noise.dat", bytes(range(256)) * 8, "recognised by content"),
        ("noise.gz", gzip.compress(bytes(range(256)) * 8)[:40], "recognised by content"),
        ("d.md", DIAGRAM.encode(), "d.md holds diagrams: verify init d.md"),
        ("c.yaml", CONTRACT.encode(), "c.yaml is a contract: give it as --spec c.yaml"),
        ("lb.cfg", HAPROXY.encode(), "lb.cfg is a configuration (haproxy): verify gate lb.cfg judges it"),
    ],
)
def test_what_is_no_trace_is_no_pass(name: str, content: bytes, hint: str, told) -> None:
    Path(name).write_bytes(content)
    for more in ((), ("--summary",)):
        status, out, _ = told(name, *more)
        assert status == 3
        assert out.startswith("- NOT EXERCISED: nothing could be read; that is not a pass\n")
        assert len(out.splitlines()) <= 11
    assert hint in " ".join(told(name)[1].split())


def test_a_log_that_was_cut_short_is_read_as_far_as_it_goes(told) -> None:
    log = Path(__file__).parents[2] / "traces/pgbouncer-ha/persist_to_down/hap1/haproxy.iso.log"
    Path("cut.log.gz").write_bytes(gzip.compress(log.read_bytes())[:1200])
    status, out, _ = told("cut.log.gz", "--select", "no-request-routed-to-down")
    assert status == 1
    assert "cut.log.gz was not read whole" in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(told) -> None:
    Path("shop.md").chmod(0)
    status, _, err = told("init", "shop.md")
    assert status == 2
    assert "shop.md:1:1: cannot read: permission denied" in err


def test_a_folder_of_many_unrelated_files_is_told_in_a_few_lines(told) -> None:
    for number in range(500):
        Path(f"empty/{number}.txt").write_text(f"unrelated {number}\n")
    status, out, _ = told("empty")
    assert status == 3
    assert "500 inputs of no known format" in out
    assert len(out.splitlines()) < 12
    status, _, err = told("gate", "empty")
    assert status == 2
    assert "and 497 more" in err
    assert len(err.splitlines()) < 5
