"""A property that a contract promises is decided with no more parameters than the property says that it needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.model.spec import load_spec
from checker.pipeline import CheckRequest, check
from checker.properties import load

ROOT = Path(__file__).parents[2]
NEEDS = {id: prop.parameters for id, prop in load().items()}
TRACES = {
    "pgbouncer-ha": ("pgb2_kill", "crash_nopreempt"),
    "rtmp-failover": ("clean_failover",),
}
CASES = [(contract.system, id) for contract in load_spec(None, NEEDS) for id in contract.properties]


def spec(folder: Path, system: str, id: str) -> Path:
    """Write the contract of a system with one property, and the parameters that it needs."""
    (contract,) = (each for each in load_spec(None, NEEDS) if each.system == system)
    (folder / f"{system}.md").write_bytes((ROOT / "spec" / f"{system}.md").read_bytes())
    text = (ROOT / "spec" / f"{system}.yaml").read_text()
    kept = text[: text.index("\nparameters:")]
    given = {name: contract.parameters[name].shown for name in NEEDS[id]}
    parameters = {name: {"value": value, "ours": "a test"} for name, value in given.items()}
    properties = {id: {"ours": "a test"}}
    (folder / "x.yaml").write_text(
        f"{kept}\nparameters: {json.dumps(parameters)}\nproperties: {json.dumps(properties)}\n"
    )
    return folder / "x.yaml"


@pytest.mark.slow
@pytest.mark.parametrize(("system", "id"), CASES)
def test_a_property_needs_no_more_than_it_says(system, id, tmp_path):
    contract = str(spec(tmp_path, system, id))
    for trace in TRACES[system]:
        request = CheckRequest((str(ROOT / "traces" / system / trace),), spec=contract, select=(id,))
        (found,) = check(request, SilentProgress()).properties
        assert found.id == id
