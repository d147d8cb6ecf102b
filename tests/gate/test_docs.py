"""What the pages say of the gate is what it does."""

import re
from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.cli import main
from checker.gate.numbers import COMPUTED
from checker.gate.registry import load
from checker.pipeline import GateRequest, gate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "gate.md").read_text()


def squeezed(text):
    return " ".join(text.split())


def test_the_report_in_the_readme_is_printed(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text()
    (excerpt,) = re.findall(r"```text\n(error\[detect-down-too-slow\].*?)```", readme, re.DOTALL)
    (command,) = re.findall(r"\./dev verify (gate \S+)", readme)
    assert main([*command.split(), "--color", "never"]) == 1
    assert squeezed(excerpt) in squeezed(capsys.readouterr().out)


def test_all_numbers_are_explained():
    (section,) = re.findall(r"## The numbers it computes\n(.*?)\n## ", PAGE, re.DOTALL)
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert re.findall(r"`(\w+)`", "".join(first_cells)) == list(COMPUTED)


def test_a_finding_is_accepted_as_the_page_shows(tmp_path):
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "haproxy.cfg"
    head = "defaults\n    timeout connect 1s\n\nbackend pool\n"
    servers = "".join(f"    server pgb{n} 192.168.1.5:643{n + 1} check\n" for n in (1, 2, 3))
    for text, found in ((shown.splitlines()[1] + "\n", True), (shown, False)):
        file.write_text(head + text + servers)
        outcome = gate(GateRequest(paths=(str(file),)), SilentProgress()).outcome
        code = "detect-down-silent-too-slow"
        assert (code in {each.code for each in outcome.findings}) is found
        assert [each.why for each in outcome.suppressed if each.finding.code == code] == (
            [] if found else ["the rack has its own watchdog"]
        )


@pytest.mark.parametrize("code", [code for code, rule in load().items() if rule.severity is not Severity.INFO])
def test_the_page_of_the_official_checkers_has_every_rule(code):
    page = (ROOT / "docs" / "official-checkers.md").read_text()
    assert f"| `{code}` | {load()[code].title} |" in page, "run: python -m examples.checkers --write"
