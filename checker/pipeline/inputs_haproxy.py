"""The log-formats of HAProxy that count for an input: of contracts, and of a configuration that lies beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from checker.base.errors import InputError
from checker.model.contract import Contract
from checker.pipeline.inputs_files import Found
from checker.pipeline.inputs_opening import opened
from checker.readers.reader import Reader

if TYPE_CHECKING:
    from checker.readers.haproxy_session import OwnFormat

CONFIGURATION = "haproxy.cfg"
# Far beyond any configuration; maps and lists of addresses lie in files of their own.
LARGEST = 4 << 20
# a configuration without these has the usual formats
_SAYS_SO = (b"log-format", b"clf")


@dataclass(frozen=True, slots=True)
class Formats:
    """Finds the log-formats of an input. `found` are all inputs by their path, `stated` the formats of contracts."""

    found: Mapping[str, Found]
    stated: Sequence[OwnFormat] = ()
    _known: dict[str, tuple[OwnFormat, ...]] = field(default_factory=dict)

    def of(self, path: str) -> tuple[OwnFormat, ...]:
        """Return the formats that lines of an input may have, besides the usual ones."""
        beside = _beside(path)
        if beside not in self._known:
            self._known[beside] = self._read(beside)
        return (*self.stated, *self._known[beside])

    def _read(self, path: str) -> tuple[OwnFormat, ...]:
        found = self.found.get(path)
        if found.why if found else (not path or "!/" in path or not Path(path).is_file()):
            return ()
        try:
            with opened(path, found.spool if found else None) as stream:
                data = stream.read(LARGEST + 1)
        except (InputError, OSError):  # nobody gave it, so nobody asked for it to be readable
            return ()
        if len(data) > LARGEST or not any(word in data for word in _SAYS_SO):
            return ()
        from checker.readers.haproxy_cfg import formats_in  # only who has such a configuration pays for it
        from checker.readers.haproxy_custom import compile_format

        return tuple(each for stated in formats_in(data, path) if (each := compile_format(stated)))


def with_formats(readers: Iterable[Reader], formats: tuple[OwnFormat, ...]) -> Iterable[Reader]:
    """Yield the readers; that of HAProxy knows the formats."""
    for reader in readers:
        # asked in this way, readers that nobody needs are not loaded
        yield replace(cast("Any", reader), formats=formats) if formats and reader.name == "haproxy" else reader


def stated_by(contracts: Iterable[Contract]) -> tuple[OwnFormat, ...]:
    """Return the log-formats that contracts state; raise InputError for one whose lines could not be read."""
    formats: list[OwnFormat] = []
    for text, place in (each for contract in contracts for each in contract.haproxy_formats):
        from checker.readers.haproxy_custom import StatedFormat, compile_format

        compiled = compile_format(StatedFormat(text, place))
        if compiled and compiled.why:
            raise InputError(f"this log-format {compiled.why}", place, "docs/contract.md says what is needed of it")
        formats += [compiled] if compiled else []
    return tuple(formats)


def _beside(path: str) -> str:
    """Return where the configuration of an input would lie: in the same directory, or the same one of its archive."""
    folder, slash, _ = path.rpartition("/")
    return "" if path == "-" else f"{folder}{slash}{CONFIGURATION}"
