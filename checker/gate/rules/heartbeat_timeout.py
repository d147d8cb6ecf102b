"""A check that nobody answers ends before the next one is due."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import configured_time, seconds
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import INTERVAL, TIMEOUT, Heartbeat, heartbeats


def _subjects(site: Site) -> Iterator[Heartbeat]:
    return (beat for beat in heartbeats(site) if beat.time(TIMEOUT) and beat.time(INTERVAL))


def _judge(site: Site, beat: Heartbeat) -> Iterator[Problem]:
    timeout, interval = beat.time(TIMEOUT), beat.time(INTERVAL)
    if timeout is None or interval is None or 0 < timeout.value < interval.value:
        return
    promised = site.contract.parameters.get("heartbeat.interval")
    if promised and 0 < timeout.value < site.contract.duration("heartbeat.interval"):
        return  # the interval is what is wrong: heartbeat-interval tells
    text = configured_time(interval.value // 2)
    why = "without an end" if timeout.value <= 0 else f"for {configured_time(timeout.value)}"
    yield Problem(
        where=timeout.place,
        message=f"{{who}} waits {why} for an answer, and checks every {configured_time(interval.value)}: a replica "
        "that hangs makes checks overlap, or come later than promised",
        who=beat.name,
        promise="heartbeat.interval",
        key="heartbeat.timeout",
        wanted=seconds(interval.value),
        found=seconds(timeout.value),
        unit="s",
        hint="with fixedDelay three failures take up to 3 intervals and 3 timeouts",
        related=(Related(interval.place, "the interval of checks"),),
        repairs=(Repair(f"timeout: {text}", (write_value(timeout, "timeout", text),)),),
    )


RULE = Rule(
    code="heartbeat-timeout",
    severity=Severity.WARNING,
    says="a check ends before the next one is due",
    title="a check may last longer than the interval of checks",
    what="The timeout of a check must be shorter than the interval at which the service checks.",
    why="""
A killed process refuses at once, but a dead host or a hanging replica lets every check last until its timeout. With
fixedDelay each failure then costs interval and timeout; with fixedRate checks run late and in a row.
""",
    fix="Write a timeout well below the interval, such as half of it.",
    promises=("heartbeat.interval",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("application-primary.yml", ("timeout: 2s", "timeout: 15s"), at=("timeout",)),
        broken("application-primary.yml", ("timeout: 2s", "timeout: 10s"), at=("timeout",)),
    ),
    valid=(
        kept("application-primary.yml"),
        kept("application-primary.yml", ("interval: 10s", "interval: 1000")),
        kept("application-primary.yml", ("timeout: 2s", "timeout: 5000")),
    ),
)
