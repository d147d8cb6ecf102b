"""docs/init.md shows what the program writes; of the example in docs/contract.md it knows what a person wrote there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.model.contract import ROLES
from checker.model.spec import load_spec
from tests.pipeline.drafting.comparing import differences
from tests.pipeline.drafting.goldens import NEEDS, draft, draft_text

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "init.md").read_text()
CONTRACT = (DOCS / "contract.md").read_text()
EXCERPTS = re.findall(r"<!-- excerpt(?:: (\S+))? -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)


def block(name: str) -> str:
    match = re.search(rf"<!-- file: {re.escape(name)} -->\n(`{{3,}})\w+\n(.*?)\n\1\n", CONTRACT, re.DOTALL)
    assert match
    return match[2] + "\n"


@pytest.mark.parametrize(("document", "excerpt"), EXCERPTS)
def test_the_page_shows_what_is_written(document, excerpt):
    text = draft(document).text if document else draft_text(block("shop.md"), "shop.md").text
    assert excerpt in text


def test_the_page_has_excerpts():
    assert len(EXCERPTS) == 6


def test_the_example_of_the_contract_language_is_drafted_almost_as_it_was_written(tmp_path):
    (tmp_path / "shop.md").write_text(block("shop.md"))
    (tmp_path / "shop.yaml").write_text(block("shop.yaml"))
    (written,) = load_spec(tmp_path / "shop.yaml", NEEDS)
    found = differences(draft_text(block("shop.md"), str(tmp_path / "shop.md")).contract, written)
    kinds = {line.split(":")[0] for line in found}
    # the example is short: it has no defaults, promises two things only, and calls no events by which a label is seen
    assert {kind for kind in kinds if not kind.startswith(("parameter", "property", "label"))} == set()
    assert all("not shipped" in line for line in found if line.startswith("parameter"))


def test_every_role_that_is_given_is_one_of_the_language():
    for name in ("pgbouncer-ha", "rtmp-failover", "patroni", "dns-failover"):
        assert {line.role for line in draft(name).contract.lifelines.values()} <= set(ROLES)
