"""Regular expressions that every supported Python matches alike."""

from __future__ import annotations

import re
from pathlib import Path

CHECKER = Path(__file__).parents[2] / "checker"


def test_no_group_is_possessive():
    """Before Python 3.11.5 such a group forgets where it was when it fails (CPython issue 106052)."""
    files = [path for suffix in ("py", "yaml", "lark") for path in CHECKER.rglob(f"*.{suffix}")]
    assert len(files) > 500
    assert [str(path) for path in files if re.search(r"[^\\]\)[*+?]\+", path.read_text(encoding="utf-8"))] == []
