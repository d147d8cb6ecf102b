"""Whether steps in the wrong order are but a clock that is off: which host's, and by how much it would be set right."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import NS_PER_MS, NS_PER_US
from checker.conform.requests.codes import ORDER
from checker.conform.requests.judging import Account

# So many hosts are tried: each takes a pass over all requests.
_MOST_TRIED = 3


def offsets(account: Account) -> Iterator[tuple[str, int]]:
    """Yield hosts, and what added to their stamps (ns) would put all steps that came too early behind their causes.

    There are none where anything else deviates, or where no one host takes part in all of it.
    """
    if any(kind.code != ORDER for kind in account.groups if not kind.why):
        return
    pairs = account.early
    most = max(pairs.values(), default=0)
    unit = NS_PER_MS if most > NS_PER_MS else NS_PER_US
    needed = -(-most // unit) * unit
    tried = 0
    for host in sorted({name for pair in pairs for name in pair if name}):
        ahead, behind = (all(pair[n] == host != pair[1 - n] for pair in pairs) for n in (0, 1))
        if (ahead or behind) and tried < _MOST_TRIED:
            tried += 1
            yield host, needed if behind else -needed
