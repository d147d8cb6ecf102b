"""Pairs of diagrams, what changed between them, and what the same change means the other way round."""

from __future__ import annotations

from typing import NamedTuple

CHECKS = """\
participant LB as Balancer
participant W as Web 1
participant V as Web 2
participant Ops
LB->>W: check
W--xLB: refused
Note over LB: After 3 failures (6s)<br/>Mark W as DOWN
LB->>V: route query
LB->>Ops: alert sent
"""
QUERY = """\
Client->>LB: query
LB->>Web: route it
Web-->>LB: rows
LB-->>Client: answer
"""
FRAMED = """\
Client->>LB: query
rect rgb(255, 230, 230)
LB->>W: check
W--xLB: refused
Note over LB: After 3 failures (6s)
LB->>Ops: alert sent
end
Client->>LB: another query
"""


class Pair(NamedTuple):
    """Two diagrams, and the changes (class and code) from the old to the new one and back."""

    old: str
    new: str
    there: tuple[str, ...]
    back: tuple[str, ...]


def same(*changes: str) -> dict[str, tuple[str, ...]]:
    """Changes that mean the same both ways."""
    return {"there": changes, "back": changes}


def dual(there: str, back: str) -> dict[str, tuple[str, ...]]:
    """One change each way."""
    return {"there": (there,), "back": (back,)}


COSMETIC_LOOKS = same("cosmetic diff-looks")
WORDING = same("cosmetic diff-wording")
WEAKER = dual("breaking diff-value", "strengthening diff-value")
MEANING = same("breaking diff-meaning")
GONE = dual("breaking diff-step-removed", "strengthening diff-step-added")
OPTIONAL = dual("breaking diff-choice", "strengthening diff-choice")
ORDER = same("breaking diff-order")

PAIRS: dict[str, Pair] = {
    # numbers
    "longer bound": Pair(CHECKS, CHECKS.replace("(6s)", "(20s)"), **WEAKER),
    "longer bound in another unit": Pair(CHECKS, CHECKS.replace("(6s)", "(1 minute)"), **WEAKER),
    "same bound in another unit": Pair(CHECKS, CHECKS.replace("(6s)", "(6000 ms)"), **WORDING),
    "higher threshold": Pair(CHECKS, CHECKS.replace("3 failures", "5 failures"), **WEAKER),
    "upper end of a range": Pair("A->>B: timeout (2-3 seconds)", "A->>B: timeout (2-5 seconds)", **WEAKER),
    "lower end of a range": Pair("A->>B: timeout (2-3 seconds)", "A->>B: timeout (1-3 seconds)", **WORDING),
    "longer period": Pair("M->>LB: poll every 10 seconds", "M->>LB: poll every 30 seconds", **WEAKER),
    "fewer at least": Pair("A->>B: at least 3 acknowledged", "A->>B: at least 2 acknowledged", **WEAKER),
    "more at most": Pair("A->>B: at most 3 tries", "A->>B: at most 4 tries", **WEAKER),
    "a number that nobody knows": Pair("A->>B: load 40%", "A->>B: load 60%", **same("breaking diff-value")),
    "another address": Pair(
        "A->>B: connect 10.0.0.1:6432", "A->>B: connect 10.0.0.2:6432", **same("strengthening diff-value")
    ),
    "a part of a whole": Pair(
        "A->>B: ok\nNote over A: quorum 3 of 5",
        "A->>B: ok\nNote over A: quorum 2 of 5",
        **same("breaking diff-value"),
    ),
    "a number in a word": Pair("Note over A: three failures", "Note over A: five failures", **WEAKER),
    "a word for a number": Pair("Note over A: After 3 failures", "Note over A: After three failures", **WORDING),
    "tens in words": Pair("Note over A: within thirty seconds", "Note over A: within sixty seconds", **WEAKER),
    "units together": Pair("Note over A: wait 1m30s", "Note over A: wait 90s", **WORDING),
    "a decimal comma": Pair("Note over A: within 1.5s", "Note over A: within 1,5s", **WORDING),
    "a bound from below": Pair(CHECKS, CHECKS.replace("(6s)", "(at least 6s)"), **same("breaking diff-value")),
    "a tolerance": Pair("A->>B: poll every 10s", "A->>B: poll every 10s ± 5s", **WEAKER),
    "a round that is counted": Pair("A->>B: health check 1/3", "A->>B: health check 2/3", **WORDING),
    "another place to go to": Pair(
        "A-->>B: 302 Location: stream_username", "A-->>B: 302 Location: stream_key", **same("breaking diff-value")
    ),
    "another number in a row": Pair("A->>B: Query 1", "A->>B: Query 7", **WORDING),
    "bound gone": Pair(
        CHECKS, CHECKS.replace(" (6s)", ""), there=("breaking diff-value",), back=("strengthening diff-value",)
    ),
    "another state": Pair(
        CHECKS.replace("LB->>V: route query\n", ""),
        CHECKS.replace("LB->>V: route query\n", "").replace("as DOWN", "as MAINT"),
        **same("breaking diff-value"),
    ),
    "another status": Pair("A-->>B: 200 OK", "A-->>B: 503 Service Unavailable", **same("breaking diff-value")),
    "port in an alias": Pair(
        "participant W as Web (web:8080)\nA->>W: x",
        "participant W as Web (web:8081)\nA->>W: x",
        **same("strengthening diff-value"),
    ),
    # words
    "blanks and breaks": Pair(QUERY, QUERY.replace("route it", "Route<br/> it"), **WORDING),
    "other words": Pair(QUERY, QUERY.replace("route it", "pass it on"), **WORDING),
    "a negation": Pair("A->>B: send to W", "A->>B: do not send to W", **MEANING),
    "another outcome": Pair("A-->>B: login accepted", "A-->>B: login rejected", **MEANING),
    "binds less": Pair(
        "A->>B: must alert", "A->>B: may alert", **dual("breaking diff-meaning", "strengthening diff-meaning")
    ),
    "binds to the opposite": Pair("A->>B: may fail over", "A->>B: must not fail over", **MEANING),
    "a note in other words": Pair(QUERY + "Note over LB: a nice day", QUERY + "Note over LB: one nice day", **WORDING),
    "a note in two notes": Pair(
        CHECKS,
        CHECKS.replace("(6s)<br/>Mark", "(6s)\nNote over LB: Mark"),
        **WORDING,
    ),
    "a note in two notes with a longer bound": Pair(
        CHECKS,
        CHECKS.replace("(6s)<br/>Mark", "(20s)\nNote over LB: Mark"),
        **WEAKER,
    ),
    "a note over one more": Pair(
        CHECKS,
        CHECKS.replace("over LB:", "over LB,W:"),
        **dual("compatible diff-meaning", "breaking diff-meaning"),
    ),
    "a bound that is from below in words": Pair(
        "Note over A: within 6s", "Note over A: more than 6s", **same("breaking diff-meaning")
    ),
    "another mode": Pair("Note over A: synchronous copies", "Note over A: asynchronous copies", **MEANING),
    "another of two names": Pair("A->>B: ask db1 first", "A->>B: ask db2 first", **MEANING),
    # lifelines
    "renamed lifeline": Pair(QUERY, QUERY.replace("LB", "Balancer"), **same("cosmetic diff-lifeline")),
    "renamed lifeline in texts": Pair(
        CHECKS.replace("Mark W as", "Mark W1 as")
        .replace("participant W ", "participant W1 ")
        .replace(">W:", ">W1:")
        .replace("W--x", "W1--x"),
        CHECKS.replace("Mark W as", "Mark S1 as")
        .replace("participant W ", "participant S1 ")
        .replace(">W:", ">S1:")
        .replace("W--x", "S1--x"),
        **same("cosmetic diff-lifeline", "cosmetic diff-wording"),
    ),
    "two names exchanged": Pair(
        "participant A as Client\nparticipant B as Server\nA->>B: ask\nB-->>A: tell\nA->>A: think",
        "participant B as Client\nparticipant A as Server\nB->>A: ask\nA-->>B: tell\nB->>B: think",
        **same("cosmetic diff-lifeline", "cosmetic diff-lifeline"),
    ),
    "another alias": Pair(CHECKS, CHECKS.replace("as Web 2", "as Second web"), **WORDING),
    "lifelines in another order": Pair(
        "participant A\nparticipant B\nA->>B: x", "participant B\nparticipant A\nA->>B: x", **COSMETIC_LOOKS
    ),
    "a lifeline that does nothing": Pair(QUERY, QUERY + "participant Idle", **same("compatible diff-lifeline")),
    # looks
    "colour": Pair(FRAMED, FRAMED.replace("255, 230, 230", "1, 2, 3"), **COSMETIC_LOOKS),
    "style of an arrow": Pair(QUERY, QUERY.replace("Web-->>LB", "Web->>LB"), **COSMETIC_LOOKS),
    "activation": Pair(QUERY, QUERY.replace("->>LB: query", "->>+LB: query"), **COSMETIC_LOOKS),
    "title": Pair("title Old\n" + QUERY, "title New\n" + QUERY, **COSMETIC_LOOKS),
    "autonumber": Pair(QUERY, "autonumber\n" + QUERY, **COSMETIC_LOOKS),
    "side of a note": Pair("A->>B: x\nNote left of A: hm", "A->>B: x\nNote right of A: hm", **COSMETIC_LOOKS),
    # steps
    "a step of a failover gone": Pair(CHECKS, CHECKS.replace("LB->>Ops: alert sent\n", "participant Ops"), **GONE),
    "a failed check gone": Pair(CHECKS, CHECKS.replace("W--xLB: refused\n", ""), **GONE),
    "a step of an example gone": Pair(
        QUERY + "LB->>Client: by the way",
        QUERY,
        **dual("compatible diff-step-removed", "compatible diff-step-added"),
    ),
    "an invariant gone": Pair(QUERY + "Note over LB: never two masters", QUERY, **GONE),
    "an idle note gone": Pair(
        QUERY + "Note over LB: a nice day", QUERY, **dual("cosmetic diff-step-removed", "cosmetic diff-step-added")
    ),
    "another receiver": Pair(
        CHECKS,
        CHECKS.replace("LB->>V: route query", "LB->>Ops: route query"),
        **same("breaking diff-step-removed", "strengthening diff-step-added"),
    ),
    "a message that is lost": Pair(QUERY, QUERY.replace("Web-->>LB", "Web--xLB"), **same("breaking diff-delivery")),
    "another way to go on": Pair(
        QUERY,
        QUERY + "opt cached\nLB->>Cache: store it\nend\nparticipant Cache",
        there=("compatible diff-step-added", "compatible diff-lifeline"),
        back=("compatible diff-step-removed", "compatible diff-lifeline"),
    ),
    "a known step once more": Pair(
        QUERY,
        QUERY + "opt again\nLB-->>Client: answer\nend",
        **dual("compatible diff-step-added", "compatible diff-step-removed"),
    ),
    "a check once more": Pair(
        CHECKS,
        CHECKS + "opt probing\nLB->>W: check\nend",
        **dual("compatible diff-step-added", "compatible diff-step-removed"),
    ),
    # DOWN servers
    "a branch that uses a DOWN server": Pair(
        CHECKS,
        CHECKS + "opt cache is cold\nLB->>W: route another query\nend",
        **dual("breaking diff-down-server-used", "strengthening diff-down-server-used"),
    ),
    "a branch that uses one that is up": Pair(
        CHECKS,
        CHECKS + "opt cache is cold\nLB->>V: route another query\nend",
        **dual("compatible diff-step-added", "breaking diff-step-removed"),
    ),
    "a branch that uses one that is up again": Pair(
        CHECKS + "Note over LB: Mark W as UP\n",
        CHECKS + "Note over LB: Mark W as UP\nopt cache is cold\nLB->>W: route another query\nend",
        **dual("compatible diff-step-added", "breaking diff-step-removed"),
    ),
    "a check of a DOWN server": Pair(
        CHECKS,
        CHECKS + "opt later\nLB->>W: health check\nend",
        **dual("compatible diff-step-added", "breaking diff-step-removed"),
    ),
    # order
    "unordered messages swapped": Pair(
        "A->>B: x\nC->>D: y", "C->>D: y\nA->>B: x", **same("cosmetic diff-order", "cosmetic diff-looks")
    ),
    "ordered messages swapped": Pair(
        "A->>B: x\nA->>C: y", "A->>C: y\nA->>B: x", **same("breaking diff-order", "cosmetic diff-looks")
    ),
    "answers of two senders swapped": Pair(
        "participant A\nparticipant B\nparticipant C\nB->>A: x\nC->>A: y",
        "participant A\nparticipant B\nparticipant C\nC->>A: y\nB->>A: x",
        **same("cosmetic diff-order"),
    ),
    "an idle note moved": Pair(
        "A->>B: x\nNote over A: hm\nA->>B: y", "A->>B: x\nA->>B: y\nNote over A: hm", **same("cosmetic diff-order")
    ),
    "made parallel": Pair("A->>B: x\nA->>C: y", "par\nA->>B: x\nand\nA->>C: y\nend", **OPTIONAL),
    "all orders drawn out": Pair(
        "alt one\nA->>B: x\nA->>C: y\nelse other\nA->>C: y\nA->>B: x\nend",
        "par\nA->>B: x\nand\nA->>C: y\nend",
        there=("cosmetic diff-step-removed", "cosmetic diff-step-removed", "cosmetic diff-choice"),
        back=("cosmetic diff-step-added", "cosmetic diff-step-added", "cosmetic diff-choice"),
    ),
    "parallel where nothing was ordered": Pair(
        "A->>B: x\nC->>D: y", "par\nA->>B: x\nand\nC->>D: y\nend", **same("cosmetic diff-choice")
    ),
    "a lifeline that is created": Pair(
        "participant A\nA->>A: think\nparticipant B\nA->>B: hello\nB->>A: hi\nC->>B: yo",
        "participant A\nA->>A: think\ncreate participant B\nA->>B: hello\nB->>A: hi\nC->>B: yo",
        **dual("strengthening diff-order", "breaking diff-order"),
    ),
    "a parallel part over the page": Pair(
        "par both\nA->>B: x\nand\nC->>D: y\nend",
        "par_over both\nA->>B: x\nand\nC->>D: y\nend",
        **same("cosmetic diff-looks"),
    ),
    "another name of a parallel part": Pair(
        "par one\nA->>B: x\nand\nC->>D: y\nend", "par both\nA->>B: x\nand\nC->>D: y\nend", **WORDING
    ),
    "wrapped texts": Pair("A->>B: x", "A->>B: wrap: x", **same("cosmetic diff-looks")),
    # choice
    "made optional": Pair(
        QUERY, QUERY.replace("LB->>Web: route it\n", "opt lucky\nLB->>Web: route it\nend\n"), **OPTIONAL
    ),
    "made optional within an alternative": Pair(
        "alt changed\nA->>B: alert\nA->>C: store\nelse same\nA->>A: wait\nend",
        "alt changed\nA->>B: alert\nopt if writable\nA->>C: store\nend\nelse same\nA->>A: wait\nend",
        **OPTIONAL,
    ),
    "wrapped in a colour": Pair(QUERY, f"rect rgb(1,2,3)\n{QUERY}end", **COSMETIC_LOOKS),
    "a further alternative": Pair(
        "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend",
        "alt ready\nA->>B: x\nelse busy\nA->>B: y\nelse closed\nA->>B: z\nend",
        there=("compatible diff-step-added", "breaking diff-choice"),
        back=("compatible diff-step-removed", "strengthening diff-choice"),
    ),
    "alternatives exchanged": Pair(
        "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend",
        "alt busy\nA->>B: y\nelse ready\nA->>B: x\nend",
        **same("cosmetic diff-order"),
    ),
    "more rounds": Pair("loop up to 3 times\nA->>B: x\nend", "loop up to 5 times\nA->>B: x\nend", **OPTIONAL),
    "a loop drawn out": Pair(
        "loop 2 times\nA->>B: x\nend",
        "A->>B: x\nA->>B: x",
        there=("cosmetic diff-step-added", "cosmetic diff-choice"),
        back=("cosmetic diff-step-removed", "cosmetic diff-choice"),
    ),
    "a period in a label": Pair(
        "loop Every 10 seconds\nA->>B: x\nend", "loop Every 60 seconds\nA->>B: x\nend", **WEAKER
    ),
    "another condition": Pair("opt all are up\nA->>B: x\nend", "opt all are down\nA->>B: x\nend", **MEANING),
    "another condition in other words": Pair(
        "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend",
        "alt ready\nA->>B: x\nelse closed\nA->>B: y\nend",
        **MEANING,
    ),
    "conditions exchanged": Pair(
        "alt ready\nA->>B: x\nelse busy\nA->>B: y\nend",
        "alt busy\nA->>B: x\nelse ready\nA->>B: y\nend",
        **same("breaking diff-meaning", "breaking diff-meaning"),
    ),
    "a condition in other words": Pair(
        "opt cache is cold\nA->>B: x\nend", "opt the cache is still cold\nA->>B: x\nend", **WORDING
    ),
    # rules
    "a rule without its fragment": Pair(
        FRAMED,
        FRAMED.replace("rect rgb(255, 230, 230)\n", "").replace("end\n", ""),
        there=("breaking diff-rule-scope", "cosmetic diff-looks"),
        back=("strengthening diff-rule-scope", "cosmetic diff-looks"),
    ),
    "a rule with more steps": Pair(
        FRAMED,
        FRAMED.replace("end\n", "").rstrip("\n") + "\nend\n",
        **dual("strengthening diff-rule-scope", "breaking diff-rule-scope"),
    ),
}
