"""A heartbeat service marks a replica DOWN after as many failed checks as the diagram says."""

from checker.base.finding import Severity
from checker.gate.rule import Rule
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import FAILURES, heartbeats
from checker.gate.streaming.thresholds import judging

RULE = Rule(
    code="failure-threshold",
    severity=Severity.ERROR,
    says="a replica is DOWN after as many failed checks as the diagram says",
    title="the failure threshold is not the one of the diagram",
    what="""
`heartbeat.failure-threshold` (and its kin, as the profile, the environment of the service and the command line leave
it) says after how many failed checks in a row a replica is marked DOWN.
""",
    why="""
More failures than promised, and a dead replica stays the primary for longer; fewer, and one lost packet moves the
primary. Two services with different thresholds disagree about who is the primary.
""",
    fix="Write the number of the diagram, in every replica.",
    promises=("heartbeat.fall",),
    subjects=heartbeats,
    judge=judging("failure-threshold", FAILURES, "heartbeat.fall", "DOWN", "failed checks"),
    invalid=(
        broken(
            "application-secondary.yml", ("failure-threshold: 3", "failure-threshold: 5"), at=("failure-threshold",)
        ),
        broken("application-primary.yml", ("failure-threshold: 3", "failure-threshold: 1"), at=("failure-threshold",)),
        broken("application-primary.yml", ("  failure-threshold: 3\n", ""), at=("heartbeat:",)),
        broken(
            "stack.yml",
            ('SERVER_PORT: "8080"', 'SERVER_PORT: "8080", HEARTBEAT_FAILURETHRESHOLD: "7"'),
            at=("HEARTBEAT",),
            beside=("application-primary.yml", "application-secondary.yml"),
        ),
    ),
    valid=(
        kept("application-primary.yml", beside=("application-secondary.yml", "stack.yml")),
        kept("application-primary.yml", ("failure-threshold: 3", "failureThreshold: 3")),
    ),
)
