"""`verify render --format svg` and `verify prove --pictures`, with the real pipeline: files, choices, wrong use."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checker.cli import main
from tests.picture.seeds import DOCS, FOLLOWED, OBSERVED, ROOT, RUN, SPEC


@pytest.fixture
def run(capsys):
    def ran(*argv: str) -> tuple[int, str, str]:
        status = main(argv)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def title(text: str) -> str:
    found = ElementTree.fromstring(text).find("{http://www.w3.org/2000/svg}title")
    return found.text or ""


def test_one_diagram_goes_to_standard_output(run):
    status, out, err = run("render", str(SPEC / "rtmp-failover.md"), "--format", "svg")
    assert (status, err, title(out)) == (0, "", "Failover Flow Sequence Diagram")


def test_of_several_one_is_chosen_by_its_title(run):
    status, out, _ = run("render", str(SPEC / "pgbouncer-ha.md"), "--diagram", "alerting", "--format", "svg")
    assert (status, title(out)) == (0, "4. Health Monitoring & Alerting Flow")


def test_several_do_not_fit_one_file(run, tmp_path: Path):
    for place in ("", f":{tmp_path / 'a.svg'}"):
        status, out, err = run("render", str(SPEC / "pgbouncer-ha.md"), "--format", f"svg{place}")
        assert (status, out) == (2, "")
        assert "there are 4 diagrams" in err and "--format svg:DIR/" in err
    assert not list(tmp_path.iterdir())


def test_a_folder_gets_a_file_for_each(run, tmp_path: Path):
    paths = [str(SPEC / "pgbouncer-ha.md"), str(SPEC / "rtmp-failover.md")]
    assert run("render", *paths, "--format", f"svg:{tmp_path}/new/")[0] == 0
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == [*(f"pgbouncer-ha-{n}.svg" for n in (1, 2, 3, 4)), "rtmp-failover.svg"]


def test_files_of_one_name_do_not_overwrite_each_other(run, tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.mmd").write_text(f"sequenceDiagram\ntitle {folder}\nA->>B: x\n")
    paths = [str(tmp_path / folder / "x.mmd") for folder in ("a", "b")]
    assert run("render", *paths, "--format", f"svg:{tmp_path}/out/")[0] == 0
    assert [title((tmp_path / "out" / name).read_text()) for name in ("x.svg", "x.2.svg")] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing here\n", "no sequence diagram in"),
        ("```mermaid\nsequenceDiagram\nA->>B\n```\n", "doc.md:3:"),
        ("```mermaid\nflowchart TD\nA-->B\n```\n", "no sequence diagram in"),
    ],
)
def test_what_is_no_diagram_is_wrong_use(run, tmp_path: Path, text: str, said: str):
    path = tmp_path / "doc.md"
    path.write_text(text)
    status, out, err = run("render", str(path), "--format", "svg")
    assert (status, out) == (2, "")
    assert said in err


def test_a_title_that_no_diagram_has_is_told_with_those_there_are(run):
    status, _, err = run("render", str(SPEC / "rtmp-failover.md"), "--diagram", "zzz", "--format", "svg")
    assert status == 2
    assert "no sequence diagram with 'zzz' in its title" in err and "Failover Flow Sequence Diagram" in err


def test_the_causal_order_of_a_diagram_is_written_for_graphviz(run, tmp_path: Path):
    status, _, err = run("render", str(SPEC / "pgbouncer-ha.md"), "--format", f"dot:{tmp_path}/")
    assert (status, err) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"pgbouncer-ha-{n}.dot" for n in (1, 2, 3, 4)]
    assert (tmp_path / "pgbouncer-ha-3.dot").read_text().startswith("digraph")


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize(("form", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_graphviz_draws_the_causal_order_where_it_is_installed(run, tmp_path: Path, form: str, magic: bytes):
    place = tmp_path / f"order.{form}"
    assert run("render", str(SPEC / "rtmp-failover.md"), "--format", f"dot:{place}") == (0, "", "")
    assert place.read_bytes().startswith(magic)


def test_without_graphviz_that_is_told(run, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, _, err = run("render", str(SPEC / "rtmp-failover.md"), "--format", f"dot:{tmp_path / 'order.png'}")
    assert status == 2 and "png is drawn by the program dot, which is not there" in err
    assert not (tmp_path / "order.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--states", "vrp"), "the model has no role 'vrp'\n  hint: there are: balancer, check, client"),
        (("--states", "vrrp@x"), "the model has no role 'vrrp@x'\n  hint: there are: vrrp@hap1, vrrp@hap2"),
        (("--states", "vrrp"), "there are 2: pgbouncer-ha-vrrp@hap1, pgbouncer-ha-vrrp@hap2\n  hint: name one of them"),
        (("--states", "vrrp@hap1", "--without", "x"), "there is no assumption 'x'"),
        (("--topology", str(SPEC)), "no configuration in"),
        (("--topology", str(SPEC), "--set", "check.fall=5"), "no configuration in"),
        (("--topology", str(SPEC / "none")), "none"),
    ],
)
def test_a_graph_of_what_is_not_there_is_wrong_use(run, words: tuple[str, ...], said: str):
    status, out, err = run("render", *words)
    assert (status, out) == (2, "")
    assert said in err


def test_each_role_gets_a_file_and_may_be_called_as_its_file(run, tmp_path: Path):
    assert run("render", "--states", "all", "--format", f"dot:{tmp_path}/")[0] == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert "pgbouncer-ha-check-hap1-pgb1.dot" in names and "rtmp-failover-heartbeat-HS2.dot" in names
    status, out, _ = run("render", "--states", "pgbouncer-ha-vrrp@hap1")
    assert status == 0 and out == (tmp_path / "pgbouncer-ha-vrrp-hap1.dot").read_text()


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_graphs_where_it_is_installed(run, tmp_path: Path):
    cases = ROOT / "tests" / "gate" / "cases" / "g01-reference"
    assert run("render", "--topology", str(cases), "--format", f"dot:{tmp_path / 'a.svg'}") == (0, "", "")
    assert title((tmp_path / "a.svg").read_text()) == f"what {cases} deploys"
    assert run("render", "--states", "client", "--format", f"dot:{tmp_path / 'a.pdf'}") == (0, "", "")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_place_that_cannot_be_written_is_told_before_the_work(run, tmp_path: Path):
    (tmp_path / "file").write_text("")
    for place in (f"{tmp_path}/file/", f"{tmp_path}/none/a.svg"):
        status, _, err = run("render", str(SPEC / "rtmp-failover.md"), "--format", f"svg:{place}")
        assert status == 2 and str(tmp_path) in err


def test_what_happened_is_a_picture_too(run, tmp_path: Path):
    status, out, _ = run(*OBSERVED, f"svg:{tmp_path / 'seen.svg'}")
    text = (tmp_path / "seen.svg").read_text()
    assert (status, out, title(text)) == (0, "", "What happened, on the lifelines of: 2. PgBouncer Failover Scenario")
    assert "marks pgb2 as DOWN" in " ".join(ElementTree.fromstring(text).itertext())
    assert text == (DOCS / "observed-pgb2_kill.svg").read_text()


@pytest.mark.slow
def test_a_check_draws_the_diagrams_with_what_became_of_their_steps(run, tmp_path: Path):
    assert run(*FOLLOWED, str(tmp_path / "seen"))[0] == 1
    assert [path.name for path in sorted((tmp_path / "seen").iterdir())] == [
        f"pgbouncer-ha-{n}.svg" for n in range(1, 5)
    ]
    drawn = (tmp_path / "seen" / "pgbouncer-ha-2.svg").read_text()
    assert "no-request-routed-to-down: 35 violations" in drawn
    assert drawn == (DOCS / "followed-persist_to_down.svg").read_text()


@pytest.mark.slow
def test_each_run_against_a_property_is_a_picture(run, tmp_path: Path):
    assert run(*RUN, str(tmp_path / "runs"))[0] == 1
    (path,) = (tmp_path / "runs").iterdir()
    assert path.name == "pgbouncer-ha.single-vip-holder.svg"
    assert "VIOLATED" in path.read_text()
    assert path.read_text() == (DOCS / "run-single-vip-holder.svg").read_text()


def commands() -> list[str]:
    text = (ROOT / "docs" / "pictures.md").read_text()
    consoles = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    # The prover and the traces have tests of their own, with the same options.
    return [line for each in consoles for line in each.splitlines() if " render " in line and "observed" not in line]


@pytest.mark.parametrize("command", commands())
def test_the_commands_of_the_documents_run(run, tmp_path: Path, monkeypatch, command: str):
    (tmp_path / "spec").symlink_to(SPEC)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*shlex.split(command)[1:])
    assert (status, err) == (0, "")
    assert out or len(list(tmp_path.iterdir())) == 3


def test_the_documents_show_the_pictures_that_there_are():
    shown = re.findall(r"\]\(pictures/(.*?)\)", (ROOT / "docs" / "pictures.md").read_text())
    assert shown and all((DOCS / name).is_file() for name in shown)
