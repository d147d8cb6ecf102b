"""A heartbeat service marks a replica UP after as many successful checks as the diagram says."""

from checker.base.finding import Severity
from checker.gate.rule import Rule
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.heartbeats import SUCCESSES, heartbeats
from checker.gate.streaming.thresholds import judging

RULE = Rule(
    code="success-threshold",
    severity=Severity.ERROR,
    says="a replica is UP after as many successful checks as the diagram says",
    title="the success threshold is not the one of the diagram",
    what="""
`heartbeat.success-threshold` (and its kin, as the profile, the environment of the service and the command line leave
it) says after how many successful checks in a row a replica is marked UP.
""",
    why="""
More successes than promised, and a replica that is back stays out for longer; one alone, and a replica that flaps
counts as healthy each time that it answers once.
""",
    fix="Write the number of the diagram, in every replica.",
    promises=("heartbeat.rise",),
    subjects=heartbeats,
    judge=judging("success-threshold", SUCCESSES, "heartbeat.rise", "UP", "successful checks"),
    invalid=(
        broken(
            "application-secondary.yml", ("success-threshold: 2", "success-threshold: 5"), at=("success-threshold",)
        ),
        broken("application-primary.yml", ("success-threshold: 2", "success-threshold: 1"), at=("success-threshold",)),
        broken("application-primary.yml", ("  success-threshold: 2\n", ""), at=("heartbeat:",)),
        broken(
            "stack.yml",
            ('SERVER_PORT: "8080"', 'SERVER_PORT: "8080", HEARTBEAT_SUCCESSTHRESHOLD: "7"'),
            at=("HEARTBEAT",),
            beside=("application-primary.yml", "application-secondary.yml"),
        ),
    ),
    valid=(
        kept("application-primary.yml", beside=("application-secondary.yml", "stack.yml")),
        kept("application-primary.yml", ("success-threshold: 2", "successThreshold: 2")),
    ),
)
