"""`render`: one reading a file, and what its author hardly meant."""

import json
import subprocess
import sys
from pathlib import Path

SEED = Path(__file__).parents[2] / "spec" / "pgbouncer-ha.md"


def render(*args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checker", "render", *args, "--to", "json"]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


def test_one_line_of_json_a_file_and_warnings_beside_it(tmp_path: Path):
    other = tmp_path / "other.mmd"
    other.write_text("sequenceDiagram\n  A->>B: see ticket #42 today\n")
    done = render(str(SEED), str(other))
    seed, small = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert [d["verdict"] for d in seed["diagrams"]] == ["accept"] * 4
    assert small["diagrams"][0]["events"] == [
        {"e": "message", "from": "A", "to": "B", "arrow": "->>", "text": "see ticket"}
    ]
    assert f"{SEED}:289:" in done.stderr and "[mojibake]" in done.stderr
    assert f"{other}:2:" in done.stderr and "[text-cut-at-hash]" in done.stderr


def test_standard_input_and_a_rejected_diagram():
    done = render("-", stdin="sequenceDiagram\nA->>B\n")
    (diagram,) = json.loads(done.stdout)["diagrams"]
    assert diagram["verdict"] == "reject"
    assert diagram["error"]["line"] == 2
    assert done.stderr == ""


def test_a_diagram_of_another_type_is_no_sequence_diagram(tmp_path: Path):
    flow = tmp_path / "flow.mmd"
    flow.write_text("flowchart TD\n  A --> B\n")
    assert json.loads(render(str(flow)).stdout)["diagrams"] == []


def test_a_missing_file_is_wrong_use(tmp_path: Path):
    done = render(str(tmp_path / "none.md"))
    assert done.returncode == 2
    assert "none.md" in done.stderr
