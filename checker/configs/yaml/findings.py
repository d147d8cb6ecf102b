"""What is wrong with a YAML file, as findings."""

from __future__ import annotations

from checker.base.finding import Finding, Severity
from checker.configs.yaml.reading import Complaint


def finding_of(code: str, complaint: Complaint) -> Finding:
    """Return the finding of a complaint."""
    return Finding(code, Severity.ERROR, complaint.message, complaint.place, hint=complaint.hint)
