"""One account of an input that several readers read: a line is unread only if none of them explains it."""

from __future__ import annotations

from collections.abc import Mapping

from checker.readers.reader import Tally

_FOREIGN = "not a "


def united(tallies: Mapping[str, Tally]) -> Tally:
    """Return the account of all readers (by name) of one input; that of a single reader is returned as it is."""
    if len(tallies) == 1:
        return next(iter(tallies.values()))
    account = Tally()
    for tally in tallies.values():
        account.lines = max(account.lines, tally.lines)
        account.events += tally.events
        account.bulk += tally.bulk
        account.unite(tally)
    _unread(account, tallies)
    return account


def has_foreign_lines(account: Tally) -> bool:
    """Say whether some lines may be another program's; those that are known but not understood are not."""
    return account.unread_total > len(account.unread) or any(each.why.startswith(_FOREIGN) for each in account.unread)


def _unread(account: Tally, tallies: Mapping[str, Tally]) -> None:
    common = min((len(tally.unread_lines) for tally in tallies.values()), default=0)
    bits = (1 << 8 * common) - 1
    for tally in tallies.values():
        bits &= int.from_bytes(tally.unread_lines[:common], "little")
    account.unread_lines = bytearray(bits.to_bytes(common, "little"))
    nobody = f"not a line of {' or '.join(sorted(tallies))}"
    whys: dict[int, str] = {}
    for tally in tallies.values():
        account.puzzles += (p for p in tally.puzzles if _holds(account.unread_lines, p.line))
        for each in tally.unread:
            if _holds(account.unread_lines, each.line):
                # the program that knows a line as its own says more than one that does not
                why = nobody if each.why.startswith(_FOREIGN) else each.why
                whys[each.line] = why if whys.get(each.line, nobody) == nobody else whys[each.line]
    for line in sorted(whys):
        account.skip(line, whys[line])
    account.unread_total = bits.bit_count()


def _holds(lines: bytearray, line: int) -> bool:
    return line >> 3 < len(lines) and bool(lines[line >> 3] >> (line & 7) & 1)
