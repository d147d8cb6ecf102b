"""Nothing depends on the names and numbers of a document: renaming and drafting may be done in either order."""

from __future__ import annotations

import re

import pytest

from checker.model.spec import contract_in
from tests.pipeline.drafting.comparing import differences
from tests.pipeline.drafting.goldens import DOCUMENTS, NEEDS, draft, draft_text

RENAMED = {
    "pgbouncer-ha": {
        **{
            "PGB": "Zn",
            "pgb": "zn",
            "KeepAlive": "Pe",
            "HAProxy1": "Left1",
            "HAProxy2": "Left2",
            r"haproxy(?=\d)": "left",
        },
        **{
            "HAStats": "Pages",
            "StateFile": "Sf",
            "Hono": "Orders",
            "192.168.1.": "10.77.3.",
            "643": "755",
            "101": "171",
        },
        **{"3 failures (6s)": "5 failures (15s)", "/stats": "/metrics", "8404": "9101", "_STATS_URL": "_PAGE_URL"},
    },
    "rtmp-failover": {
        **{"HS1": "Hb7", "HS2": "Hb8", "Primary": "Alpha", r"primary(?!_switched)": "alpha", "Secondary": "Beta"},
        **{"secondary": "beta", "NGINX": "Edge", "streamKey": "tokenId", "1935": "1936", "3/3": "4/4"},
        **{"/api/stream/start": "/hooks/stream/begin", "/shared/live": "/srv/hls", "8080": "9001", "8081": "9002"},
    },
}


def renamed(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(old if "(?" in old else re.escape(old), new, text)
    return text


@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_document_gives_the_renamed_contract(name):
    names = RENAMED[name]
    text = renamed(DOCUMENTS[name].read_text(), names)
    file = renamed(f"{name}.md", names)
    found = draft_text(text, file)
    expected = contract_in(renamed(draft(name).text, names).encode(), "x.yaml", {file: found.paper.document}, NEEDS)
    assert text != DOCUMENTS[name].read_text()
    assert differences(found.contract, expected) == []
