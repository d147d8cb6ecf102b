"""Each heartbeat service checks as often as the diagram says."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import configured_time, seconds
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import INTERVAL, Heartbeat, added, head_of, heartbeats


def _judge(site: Site, beat: Heartbeat) -> Iterator[Problem]:
    parameter = site.contract.parameters.get("heartbeat.interval")
    if parameter is None or not isinstance(parameter.value, int):
        return
    wanted, found = parameter.value, beat.time(INTERVAL)
    text = configured_time(wanted)
    if found is None:
        yield Problem(
            where=head_of(site, beat),
            message="nothing sets how often {who} checks: the files do not tell whether it is the promised " + text,
            who=beat.name,
            promise="heartbeat.interval",
            key="heartbeat.interval",
            wanted=seconds(wanted),
            unit="s",
            repairs=(Repair(f"interval: {text}", added(site, beat, "interval", text)),),
        )
    elif found.value != wanted:
        faster = found.value < wanted
        yield Problem(
            where=found.place,
            message=f"{{who}} checks every {configured_time(found.value)}, the diagram says {text}: "
            + ("the times that it promises are other ones" if faster else "failures and recoveries are seen later"),
            who=beat.name,
            promise="heartbeat.interval",
            key="heartbeat.interval",
            wanted=seconds(wanted),
            found=seconds(found.value),
            unit="s",
            hint="a duration without a unit is milliseconds" if found.value < 1_000_000_000 else "",
            repairs=(Repair(f"interval: {text}", (write_value(found, "interval", text),)),),
        )


RULE = Rule(
    code="heartbeat-interval",
    severity=Severity.ERROR,
    says="heartbeats are as frequent as the diagram says",
    title="a heartbeat service checks at another interval than the diagram says",
    what="""
The interval at which the heartbeat service of a replica checks (`heartbeat.interval` and its kin, as the profile, the
environment of the service and the command line leave it) must be the one of the diagram.
""",
    why="""
A dead replica is DOWN after so many checks; with fixedDelay after at most interval x failures and a timeout for each.
Another interval moves all of it, and two replicas with different intervals disagree for longer.
""",
    fix="Write the interval of the diagram, with its unit.",
    promises=("heartbeat.interval",),
    subjects=heartbeats,
    judge=_judge,
    invalid=(
        broken("application-primary.yml", ("interval: 10s", "interval: 30s"), at=("interval",)),
        broken("application-primary.yml", ("interval: 10s", "interval: 10"), at=("interval",)),
        broken("application-primary.yml", ("  interval: 10s\n", ""), at=("heartbeat:",)),
    ),
    valid=(
        kept("application-primary.yml", beside=("application-secondary.yml", "stack.yml")),
        kept("application-primary.yml", ("interval: 10s", "interval: 10000")),
        kept("application-primary.yml", ("interval: 10s", "interval: PT10S")),
    ),
)
