"""What the codes of changes mean, for `verify explain`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.base.explanation import Explanation
from checker.diff import codes

_FIX = "Nothing, if it is meant: say so in the pull request. Else take the old line back."
_HEAD = "sequenceDiagram\n    "


def _explained(code: str, title: str, what: str, why: str, *examples: str, fix: str = _FIX) -> Explanation:
    bad, good = examples
    return Explanation(code, title, what, why, bad, good, fix)


_EVERY = (
    _explained(
        codes.VALUE,
        "a text states another number, state or address",
        "A message, note, label or alias that both versions have states another value. A longer bound and a higher "
        "threshold are breaking, a shorter and a lower one strengthening. Another address, port or path is "
        "strengthening, since configurations have to follow; mere numbering is cosmetic. Of other numbers nobody says "
        "which way they promise more, so they count as weakened.",
        "Who relies on the old value is not asked again. What took 6 seconds and was an incident is fine with 20.",
        "After 3 failures (6s)    ->  After 3 failures (20s)        breaking",
        "After 3 failures (6s)    ->  After 3 failures (4s)         strengthening",
    ),
    _explained(
        codes.SAYS_OTHERWISE,
        "a step says something else",
        "The words of a matched step turn its meaning: a negation, an outcome, a state or a deed stands in one of the "
        "versions only, or it binds more (must, always) or less (may, usually). Binding more is strengthening, all "
        "else breaking.",
        "What was promised is no longer what is said, though the arrow is the same.",
        "Always skip pgb2         ->  Usually skip pgb2             breaking",
        "May alert the operator   ->  Must alert the operator       strengthening",
    ),
    _explained(
        codes.REWORDED,
        "a text is worded otherwise",
        "A matched step, label or alias reads otherwise, and neither a number, nor a state, nor a word that turns the "
        "meaning differs; or the contract gives both texts one meaning. This is cosmetic.",
        "A reviewer can pass over it.",
        "Forward response         ->  Pass the reply on             cosmetic",
        "Forward response         ->  forward<br/>response          cosmetic",
        fix="Nothing.",
    ),
    _explained(
        codes.STEP_REMOVED,
        "a step that was drawn is gone",
        "A message or note of the old version has no counterpart. On a failover path (what a failure leads to, or the "
        "fragment of a rule), or with a promise in it, its removal is breaking; elsewhere it was an example: "
        "compatible.",
        "What is not drawn is not demanded: of the configuration, of the model, of a trace.",
        _HEAD + "LB-xW: refused\n    LB->>Ops: alert          (this line is gone)      breaking",
        _HEAD + "C->>LB: query\n    LB->>Log: note it        (this line is gone)      compatible",
    ),
    _explained(
        codes.STEP_ADDED,
        "a step is drawn that was not",
        "A message or note of the new version has no counterpart. On a failover path, or with a promise in it, it "
        "demands more: strengthening. In an optional part it is compatible, unless it is a step that the old version "
        "draws, too: then it may happen once more than was allowed, which is breaking.",
        "What did without the step kept the old diagrams and does not keep the new ones.",
        _HEAD + "LB-xW: refused\n    LB->>Ops: alert          (this line is new)       strengthening",
        _HEAD + "C->>LB: query\n    LB->>Log: note it        (this line is new)       compatible",
    ),
    _explained(
        codes.ORDER,
        "steps stand in another order",
        "A matched step stands elsewhere among the others. What counts is the causal order (docs/charts.md), not the "
        "page: if no message and no lifeline orders the steps, the same runs are allowed, and it is cosmetic. Else "
        "the run that only one version allows is shown.",
        "Order on the page is not order in time; order in time is a promise.",
        _HEAD + "LB->>LB: mark W as DOWN\n    LB->>V: route     (changed places)    breaking",
        _HEAD + "A->>B: x\n    C->>D: y                          (changed places)    cosmetic",
    ),
    _explained(
        codes.CHOICE,
        "steps became optional, alternative, repeated or parallel, or are so no more",
        "A fragment (opt, alt, loop, par, break, critical) around steps of both versions came, went, became another "
        "one or has other bounds. If the new version allows a run that the old one did not, it is breaking; if it "
        "only allows fewer, strengthening; if the same, cosmetic. The run is shown.",
        "A step that may be left out is not promised any more.",
        _HEAD + "opt if configured       (new around the next line)\n    LB->>Ops: alert\n    end      breaking",
        _HEAD + "loop 2 times\n    LB->>W: check\n    end      (was drawn twice)                   cosmetic",
    ),
    _explained(
        codes.DELIVERY,
        "a message arrives that did not, or the other way round",
        "A crossed arrow became a plain one or a plain one a crossed one, or a message goes both ways now.",
        "What the receiver sees is another event; a failure that is not drawn is not handled.",
        _HEAD + "W--xLB: refused      ->  W-->>LB: refused                     breaking",
        _HEAD + "W->>LB: refused      ->  W-->>LB: refused                     cosmetic (the line only)",
    ),
    _explained(
        codes.DOWN_USED,
        "a server is used while it is DOWN, in one of the versions only",
        "A run sends a request to a server after it was marked DOWN and before it is UP again. If only the new "
        "version allows that, it is breaking; if only the old one did, strengthening. The run is shown.",
        "A server is marked DOWN so that no request goes there.",
        _HEAD + "Note over LB: Mark W as DOWN\n    opt cached\n    LB->>W: query      (these are new)\n    end",
        _HEAD + "Note over LB: Mark W as DOWN\n    opt cached\n    LB->>V: query      (these are new)\n    end",
        fix="Send the request to a server that is up.",
    ),
    _explained(
        codes.RULE_SCOPE,
        "a rule speaks of fewer or more steps",
        "A rule such as `After 3 failures` speaks of the fragment in which it is written. The fragment came, went or "
        "ends elsewhere, so that fewer steps (breaking) or more steps (strengthening) have to go with the rule.",
        "Outside of the fragment the same steps are an example, which nothing has to follow.",
        "rect ... Note over LB: After 3 failures ... LB->>Ops: alert ... end      (rect is gone)   breaking",
        "rect rgb(255, 0, 0)  ->  rect rgb(0, 0, 255)                              cosmetic",
    ),
    _explained(
        codes.LIFELINE,
        "a lifeline is called otherwise, came, went, or has another role",
        "Lifelines are matched by id, label, role and by what they do. One that does the same under another name is "
        "cosmetic; one that came or went is told step by step. Another role in the contract is breaking.",
        "A name is nobody's promise; a role is what properties are asked of.",
        "lifelines: {LB: {role: load-balancer}}  ->  lifelines: {LB: {role: router}}     breaking",
        "participant W1 as Web   ->  participant Server1 as Web                          cosmetic",
    ),
    _explained(
        codes.LOOKS,
        "only the looks differ",
        "Titles, colours, boxes, activation bars, numbering, links, the style of arrows, the side of notes, the order "
        "of the lifelines on the page. This is cosmetic.",
        "None of it means anything for what happens.",
        "rect rgb(255, 230, 230)  ->  rect rgb(230, 255, 230)      cosmetic",
        "A->>B: x                 ->  A-->>B: x                    cosmetic",
        fix="Nothing.",
    ),
    _explained(
        codes.DIAGRAM,
        "a diagram is there in one version only",
        "A whole diagram came or went. If it draws a failure or states a promise, its removal is breaking and its "
        "addition strengthening; else it is compatible.",
        "What is not drawn is not demanded.",
        "## 3. HAProxy failover      (the section with its diagram is gone)       breaking",
        "## 1. A query               (an example without failures is gone)        compatible",
    ),
    _explained(
        codes.PARAMETER,
        "a parameter of the contract has another value",
        "The value that a line of a diagram states, or the contract itself. Longer bounds, intervals, timeouts and "
        "tolerances and higher thresholds are breaking, shorter and lower ones strengthening; ports, paths and "
        "choices of configuration are strengthening, since configurations have to follow.",
        "Traces, configurations and proofs are judged by these values.",
        "down.within: 6s  ->  20s                                       breaking",
        "down.within: 6s  ->  4s                                        strengthening",
    ),
    _explained(
        codes.PROMISE,
        "a promise of the contract came, went, or is made of others",
        "A property or promise is gone or covers fewer hosts and servers, or its refutation is accepted: breaking. "
        "The other way round it is strengthening. Of two formulas of an own property it is not decided which is the "
        "stronger, so another one counts as weakened.",
        "What no property asks, nobody checks.",
        "properties: single-vip-holder is gone                          breaking",
        "properties: no-failback is new                                 strengthening",
    ),
    _explained(
        codes.DEPLOYMENT,
        "a host, server or address of the contract changed",
        "One that is gone is breaking, one that is new strengthening, as is another address or port, which "
        "configurations have to follow. Further names are compatible.",
        "Properties are promised of the hosts and servers that the contract names.",
        "servers: web3 is gone                                          breaking",
        "hosts: lb1 has the alias balancer-1                            compatible",
    ),
    _explained(
        codes.MAPPING,
        "a label means another event by the contract",
        "A step that meant an event means another one or none (breaking), or means one that meant none "
        "(strengthening). Another way to see the same event is compatible.",
        "A step that means no event can be shown by no trace.",
        "events: the rule for 'Mark {server} as {after}' is gone        breaking",
        "events: 'Result' is shown by a further event                   compatible",
    ),
    _explained(
        codes.VERDICT,
        "a property or a capture has another verdict by the new version",
        "With --prove: what the model of either contract proves. With --trace: what a capture shows by either. A "
        "verdict of `violated` that was not is breaking where the model is asked, strengthening where a capture is "
        "(the capture kept the old promise and does not keep the new one).",
        "It is the shortest answer to what a change means: which promise falls.",
        "verify diff old.yaml new.yaml --prove      no-failback: refuted, was proved       breaking",
        "verify diff old.yaml new.yaml --prove      no-failback: proved, was refuted       strengthening",
        fix="Read the run, or the violation; then take the change back, or accept it in the contract with a reason.",
    ),
    _explained(
        codes.NOT_COMPARED,
        "something of one version could not be held against the other",
        "Only one of two files has a contract beside it, so that parameters and properties are not compared.",
        "Silence is not a pass: what was not compared is said.",
        "verify diff failover.md proposal/failover.md       (no contract in proposal/)",
        "verify diff main:docs/failover.md docs/failover.md",
        fix="Give both contracts, both folders, or two revisions.",
    ),
)
EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType({each.code: each for each in _EVERY})
