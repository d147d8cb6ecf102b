"""How the rules of heartbeat thresholds judge: one number of one service against the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checker.configs.setting import Setting
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Site
from checker.gate.streaming.heartbeats import Heartbeat, added, head_of


def judging(
    key: str, names: Sequence[str], parameter: str, state: str, whats: str
) -> Callable[[Site, Heartbeat], Iterator[Problem]]:
    """Return how a rule judges the property `heartbeat.KEY` (by any of its names) by a count of the contract."""

    def judge(site: Site, beat: Heartbeat) -> Iterator[Problem]:
        promised = site.contract.parameters.get(parameter)
        if promised is None or not isinstance(promised.value, int):
            return
        found = beat.count(names)
        if found is None:
            yield _unset(site, beat, promised.value)
        elif found.value != promised.value:
            yield _other(beat, found, promised.value)

    def _unset(site: Site, beat: Heartbeat, wanted: int) -> Problem:
        edits = added(site, beat, key, str(wanted))
        return Problem(
            where=head_of(site, beat),
            message=f"nothing sets after how many {whats} {{who}} has a replica {state}: the files do not tell whether "
            f"it is the promised {wanted}",
            who=beat.name,
            promise=parameter,
            key=f"heartbeat.{key}",
            wanted=str(wanted),
            repairs=(Repair(f"{key}: {wanted}", edits),) if edits else (),
        )

    def _other(beat: Heartbeat, found: Setting[int], wanted: int) -> Problem:
        return Problem(
            where=found.place,
            message=f"{{who}} has a replica {state} after {found.value} {whats}, the diagram says {wanted}",
            who=beat.name,
            promise=parameter,
            key=f"heartbeat.{key}",
            wanted=str(wanted),
            found=str(found.value),
            repairs=(Repair(f"{key}: {wanted}", (write_value(found, key, str(wanted)),)),),
        )

    return judge
