"""Outcomes of the prover, made by hand: one for each kind of result and of report."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.outcome import (
    AssumptionOutcome,
    InputOutcome,
    Instance,
    Outcome,
    ProofOutcome,
    PropertyOutcome,
    RunOutcome,
    Scope,
    Suppressed,
)

SPEC, CONTRACT = "pgbouncer-ha.md", "pgbouncer-ha.yaml"
ALWAYS = Interval(0, 0)
DRAWN = """\
sequenceDiagram
    participant KeepAlive1 as Keepalived 1
    participant KeepAlive2 as Keepalived 2
    Note over KeepAlive1: 0.000 s: host crashes
    rect rgb(255, 230, 230)
    KeepAlive2->>KeepAlive2: Promote self to MASTER
    Note over KeepAlive1,KeepAlive2: nobody holds vip since 0.000 s
    end
"""
CRASH = RunOutcome(
    ((0, "crash(hap1)"), (3_609_375_000, "promote(hap2)")),
    (
        "       0.000 s  hap1                        host crashes",
        "       3.609 s  vrrp@hap2                   Promote self to MASTER",
        "       3.609 s  violated                    nobody holds vip since 0.000 s",
    ),
    DRAWN,
)
SPLIT = RunOutcome(((0, "part(hap1,hap2)"), (3_609_375_000, "promote(hap2)"), (3_709_375_000, "wait")))
NO_PARTITION = "two hosts that are on the network hear each other"
HEARD = AssumptionOutcome("no-partition", NO_PARTITION, SPLIT)
KILLED = AssumptionOutcome("no-keepalived-kill", "keepalived is not killed while it holds the address")
TAKEOVER = Finding(
    "vip-always-held",
    Severity.ERROR,
    "not always so: the virtual address has a holder; a run of 2 steps in 3.609 s breaks it",
    Place(SPEC, 201, 9),
    "        Note over KeepAlive2: After VRRP timeout (2-3 seconds)",
    (Related(Place(SPEC, 236, 9), "vrrp.advert is 1s", "        KeepAlive1->>KeepAlive2: VRRP heartbeat"),),
    property="vip-always-held",
    key="vip.takeover",
    wanted="at least 3.61s",
    found="3s",
    repair="vip.takeover at least 3.61s (promises are counted in hundredths of a second here; 3s now)",
    hint="the repair was proved under the same assumptions: no-partition",
    verdict=Verdict.VIOLATED,
)
ACCEPTED = Finding(
    "client-interruption-bounded",
    Severity.ERROR,
    "not always so: clients are served; a run of 4 steps in 4.609 s breaks it",
    Place(SPEC, 207, 9),
    property="client-interruption-bounded",
    verdict=Verdict.VIOLATED,
)
DRAWN_DEAD = Finding(
    "drawn-dead-acts",
    Severity.ERROR,
    "hap1 sends a message after it was drawn crashed, and before it was drawn repaired",
    Place(SPEC, 198, 9),
    "        KeepAlive1-->>KeepAlive2: still here",
    (Related(Place(SPEC, 190, 9), "crashed here", "        Note over HAProxy1: VM crashes"),),
)
ROUND = Finding("drawn-single-point", Severity.WARNING, "all servers share one address", Place(SPEC, 33, 9))


def said(
    id: str, verdict: Verdict, proof: ProofOutcome, why: str = "", finding: Finding | None = None
) -> PropertyOutcome:
    return PropertyOutcome(
        id=id,
        system="pgbouncer-ha",
        says=f"what {id} says, in words",
        verdict=verdict,
        exercised=0 if verdict is Verdict.NOT_EXERCISED else 2,
        violations=int(verdict is Verdict.VIOLATED),
        inconclusive=int(verdict is Verdict.INCONCLUSIVE),
        why=why,
        scope=Scope((), None),
        formula="forall v: vip. always (claimed(v) implies held(v))",
        stated=Place(SPEC, 201, 9),
        instances=(Instance("", "vip", ALWAYS, verdict, why, "", finding),),
        parameters={"vip.takeover": "3s"},
        proof=proof,
    )


REFUTED = said(
    "vip-always-held",
    Verdict.VIOLATED,
    ProofOutcome("refuted", granted=(HEARD,), run=CRASH, repairs=(TAKEOVER.repair, "no value of vrrp.advert keeps it")),
    TAKEOVER.message,
    TAKEOVER,
)
PROVED = said(
    "single-vip-holder",
    Verdict.HOLDS,
    ProofOutcome(
        "proved", (HEARD, KILLED), methods=("induction",), certificates=("proofs/pgbouncer-ha/single-vip-holder",)
    ),
)
BARE = said("no-request-routed-to-down", Verdict.HOLDS, ProofOutcome("proved", methods=("k-induction",)))
UNKNOWN = said("poll-on-schedule", Verdict.INCONCLUSIVE, ProofOutcome("unknown"), "the model has no polled(monitor)")
VACUOUS = said("no-failback", Verdict.NOT_EXERCISED, ProofOutcome("vacuous"), "a return can never happen in the model")
LIVED_WITH = said(
    "client-interruption-bounded",
    Verdict.VIOLATED,
    ProofOutcome("refuted", run=CRASH, accepted="agreed with the team of the application"),
    ACCEPTED.message,
)
NUMBERS = {"takeover_s": (2_609_375_000, 3_609_375_000), "detect_down_refused_s": (4 * NS_PER_S, 6 * NS_PER_S)}
INPUTS = (
    InputOutcome(CONTRACT, "contract", "pgbouncer-ha", 0, 0, (), 0),
    InputOutcome(SPEC, "mermaid", "", 310, 0, (), 0),
)
EXPLAINED = {TAKEOVER.code: Explanation(TAKEOVER.code, "nobody holds the address", "what", "why", "bad", "good", "fix")}

PROVEN = {
    "prove_refuted": Outcome(
        command="prove",
        verdict=Verdict.VIOLATED,
        exit_status=1,
        inputs=INPUTS,
        properties=(PROVED, REFUTED, BARE, UNKNOWN, VACUOUS, LIVED_WITH),
        notes=(DRAWN_DEAD, ROUND),
        seconds=12.5,
        numbers=NUMBERS,
        explanations=EXPLAINED,
        suppressed=(
            Suppressed(ACCEPTED, "contract", "agreed with the team of the application", Place(CONTRACT, 90, 3)),
        ),
    ),
    "prove_proved": Outcome(
        command="prove",
        verdict=Verdict.HOLDS,
        exit_status=0,
        inputs=INPUTS,
        properties=(PROVED, BARE, LIVED_WITH),
        seconds=1.25,
        numbers={"takeover_s": 640 * NS_PER_MS},
    ),
    "prove_unknown": Outcome(
        command="prove", verdict=Verdict.INCONCLUSIVE, exit_status=3, inputs=INPUTS, properties=(PROVED, UNKNOWN)
    ),
}
