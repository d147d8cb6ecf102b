"""The golden outline of a page: the structure of one that has something of everything."""

from pathlib import Path

from tests.report.html.made import illustration, page_of, small
from tests.report.html.outline import outline, read

PAGE = Path(__file__).parent / "golden" / "small.txt"


def small_page() -> str:
    """Return the outline of the page of the small outcome."""
    return outline(read(page_of(small(), illustration())))
