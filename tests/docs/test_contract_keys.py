"""Every word that the loader of contracts knows stands in the page that explains it."""

from __future__ import annotations

import re

import pytest

from checker.model import contract_sections as sections
from checker.model.contract import ROLES
from checker.model.own import EFFECTS, OWN_KEYS
from checker.model.parameters import PARAMETERS
from checker.model.promises import PROMISES
from checker.model.requests import REQUEST_KEYS
from checker.model.spec import KEYS
from tests.docs.pages import ROOT

WORDS = {
    "contract.md": {
        "sections": KEYS,
        "hosts, vips, servers": ("address", "priority", "aliases", "hosts", "port"),
        "lifelines": sections.LIFELINE_KEYS,
        "events": sections.EVENT_KEYS,
        "ends": sections.ENDS,
        "properties": sections.PROPERTY_KEYS,
        "parameters": (*sections.PARAMETER_KEYS, "measure"),
        "logs": ("haproxy", "format"),
        "roles": ROLES,
        "names of parameters": tuple(PARAMETERS),
        "promises": tuple(PROMISES),
    },
    "own-system.md": {"properties": OWN_KEYS, "effects": EFFECTS, "requests": REQUEST_KEYS},
}


def explained(page: str) -> str:
    """Return what a page writes as code."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    fenced = r"^(`{3,})\w*\n.*?^\1$"
    blocks = (match[0] for match in re.finditer(fenced, text, re.DOTALL | re.MULTILINE))
    inline = re.findall(r"`[^`]+`", re.sub(fenced, "", text, flags=re.DOTALL | re.MULTILINE))
    return " ".join((*blocks, *inline))


@pytest.mark.parametrize(("page", "group"), [(page, group) for page, groups in WORDS.items() for group in groups])
def test_every_word_is_explained(page: str, group: str) -> None:
    told = explained(page)
    lacking = [w for w in WORDS[page][group] if not re.search(rf"(?<![\w.-]){re.escape(w)}(?![\w-]|\.\w)", told)]
    assert lacking == []
