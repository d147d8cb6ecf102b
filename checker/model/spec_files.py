"""Where the contracts of a spec lie."""

from __future__ import annotations

from pathlib import Path

from checker.base.errors import InputError

SUFFIXES = (".yaml", ".yml")


def contract_files(path: Path | None) -> list[Path]:
    """Return the contract at `path`, or those of a directory, sorted (None: the embedded ones); InputError for none."""
    folder = _embedded() if path is None else path
    if not folder.is_dir():
        return [folder]
    files = sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES)
    if not files:
        hint = "a contract stands beside the diagrams; docs/contract.md tells how to write one"
        raise InputError(f"no contract (*.yaml) in {folder}", hint=hint)
    return files


def format_folder(path: Path | None) -> Path | None:
    """Return the folder of a team's own log formats, which lies beside the contract at `path`, or None without one."""
    if path is None:
        return None
    folder = (path if path.is_dir() else path.parent) / "formats"
    return folder if folder.is_dir() else None


def _embedded() -> Path:
    """Return the folder of the embedded contracts: in the installed package, or at the top of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "spec"
    return installed if installed.is_dir() else package.parent / "spec"
