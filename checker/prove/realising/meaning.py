"""What a kind of step is in the model: from the vocabulary of events, and of `arrows`, to words.

Names of actions and variables are those of the roles (`checker.prove.roles`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from checker.model.contract import Contract
from checker.model.parts import VIRTUAL_ADDRESS
from checker.prove.machines.terms import TRUE, Ref, Term, negation
from checker.prove.realising.arrows import HEARTBEAT
from checker.prove.realising.words import ANYONE, Sight, Word
from checker.prove.roles.naming import named

# What the model calls the monitor (`poller.Polling`); a system has one.
MONITOR = "monitor"
_WHOLE = re.compile(r"\b(?:vm|hosts?|machine|hardware|power|network|node)\b", re.IGNORECASE)
_ENDS = (
    (re.compile(r"\b(?:hang|hung|freez|frozen|stuck)", re.IGNORECASE), ("hang",)),
    (re.compile(r"\bunreachable|\bpackets?\b|\bsilent|\bcut off", re.IGNORECASE), ("drop",)),
    (re.compile(r"\bcrash|\bkill|\bdie[sd]?\b|\bstop|\bexit", re.IGNORECASE), ("crash", "stop")),
)
_ADDRESS = re.compile(r"\bvips?\b|\bvirtual (?:ip|address)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """A drawn step: its kind and arguments, who does it and to whom ('' where that is left open), and its text.

    `role` is the role of who does it. `answers` says that it is no request, but one of the answers to it.
    """

    kind: str
    args: Mapping[str, str]
    doer: str
    subject: str
    text: str = ""
    role: str = ""
    answers: bool = False


def word_of(step: Step, contract: Contract) -> Word | None:
    """Return what a step is in a model, None if the model has no word for it.

    What stops and starts, a process or the whole host, only the text says.
    """
    pair = (step.doer, step.subject)
    match step.kind:
        case "check":
            return _of_role(_check(step.args.get("passed", ""), pair), step)
        case "server_state":
            turn = _turn(step.args.get("after", ""), pair)
            return _of_role(turn, step) if turn else None
        case "assigned":
            return None if step.answers else Word("assigned", (Sight("event", "assigned", pair),))
        case "process_stopped" | "process_started":
            return _life(step.kind == "process_started", step.doer, step.text)
        case "poll" | "alert_sent" | "change_seen" | "state_written":
            return _monitoring(step, contract)
        case "counted" | "chosen":
            return _considered(step, contract)
        case _:
            return _vrrp(step.kind, step.args, step.doer) or _published(step, contract)


def _of_role(word: Word, step: Step) -> Word:
    return replace(word, part="heartbeat") if step.role == HEARTBEAT else word


def _check(passed: str, pair: tuple[str, str]) -> Word:
    failed, succeeded = Sight("event", "check_failed", pair), Sight("event", "check_passed", pair)
    if not passed:
        return Word("check", (failed, succeeded, Sight("action", "ask", pair)))
    if passed == "true":
        return Word("check_passed", (succeeded,), counts=True, opposite="check_failed")
    return Word("check_failed", (failed,), counts=True, opposite="check_passed")


def _turn(after: str, pair: tuple[str, str]) -> Word | None:
    match after.upper():
        case "DOWN":
            return Word("went_down", (Sight("event", "went_down", pair),), turns=True)
        case "UP":
            return Word("went_up", (Sight("event", "went_up", pair),), turns=True)
        case "MAINT":
            return Word("maintained", (Sight("action", "maintain", pair),), strikes=True)
        case _:
            return None


def _life(starts: bool, who: str, text: str) -> Word:
    whole = ("boot", "replug") if starts else ("crash", "unplug")
    process = ("restart", "start", "undrop", "unhang") if starts else _ends(text)
    verbs: tuple[str, ...] = whole if _WHOLE.search(text) else (*process, *whole)
    sights = tuple(Sight("action", verb, (who,)) for verb in dict.fromkeys(verbs))
    return Word("started" if starts else "stopped", sights, strikes=True)


def _ends(text: str) -> tuple[str, ...]:
    """Return how a process stops to work: what crashes does not hang, behind a kernel that goes on accepting."""
    said = next((verbs for pattern, verbs in _ENDS if pattern.search(text)), None)
    return said or ("crash", "stop", "drop", "hang")


def _vrrp(kind: str, args: Mapping[str, str], doer: str) -> Word | None:
    mine = (doer,)
    match kind, args.get("state", "").upper():
        case "advert", _:
            verbs = ("advertise", "answer")
            return Word("advert", tuple(Sight("action", verb, mine) for verb in verbs), part="vrrp")
        case "vrrp_state", "MASTER":
            return Word("became_master", (Sight("action", "promote", mine),), turns=True, part="vrrp")
        case "vrrp_state", "BACKUP":
            ways = ("yield", "boot", "start_keepalived")
            return Word("became_backup", tuple(Sight("action", verb, mine) for verb in ways), turns=True, part="vrrp")
        case (("vips_set" | "garp_sent" | "address_added"), _):
            return Word("address_set", (Sight("action", "promote", mine),), part="vrrp")
        case _:
            return None


# The monitor: a poll, what it is answered, what it makes of that.


def _monitoring(step: Step, contract: Contract) -> Word | None:
    if step.kind == "poll":
        return (
            _answered(step, contract)
            if step.answers
            else Word("polled", (Sight("event", "polled", (MONITOR,)),), part="monitor")
        )
    if step.kind == "alert_sent" and step.answers:
        if step.args.get("accepted", "true") != "true":
            return Word("alert_refused", (Sight("action", "refuse", (MONITOR,)),), part="monitor")
        return Word("alert_accepted", (Sight("event", "alert_accepted", (MONITOR,)),), part="monitor")
    about = _about(step, contract)
    if about is None:
        return None
    verb = "save" if step.kind == "state_written" else "post"
    return Word(step.kind, (Sight("action", verb, (MONITOR, about[0])),), part="monitor", then=about[1])


def _answered(step: Step, contract: Contract) -> Word:
    """Return an answer on its way to the monitor: which state of a server it tells, and which host gave it."""
    sights = (Sight("action", "answer", (MONITOR,)),)
    if step.role == "monitor":
        return Word("answered", sights, part="monitor")
    node = _seen_host(step.args.get("node", ""), contract)
    if "state" in step.args and (about := _about(step, contract)):
        return Word("status_told", sights, part="monitor", then=about[1])
    return Word(f"{'asked' if step.role == VIRTUAL_ADDRESS else 'told'}_by_node", sights, part="monitor", then=node)


def _about(step: Step, contract: Contract) -> tuple[str, Term] | None:
    """Return the subject of an alert or a state, and what the monitor has seen of it; None for one it does not know.

    A monitor knows servers, and of an address which host answers.
    """
    args = step.args
    server = contract.server_of(args.get("server", "") or args.get("subject", ""))
    if server:
        return server.name, _seen(server.name, args.get("state", "") or args.get("after", ""))
    if args.get("host") and len(contract.vips) == 1 and _ADDRESS.search(step.text):
        return next(iter(contract.vips)), _seen_host(args["host"], contract)
    return None if args.get("host") or args.get("server") or args.get("subject") else (ANYONE, TRUE)


def _seen(server: str, state: str) -> Term:
    """Say that the monitor has seen a server in a state; the model knows DOWN, and whatever else is not."""
    seen = Ref(named("seen", server))
    return seen if state.upper() == "DOWN" else negation(seen) if state.upper() == "UP" else TRUE


def _seen_host(host: str, contract: Contract) -> Term:
    """Say that the monitor was answered by a host: the one that has the address at the start, or not."""
    found = contract.host_of(host)
    if found is None or len(contract.vips) != 1:
        return TRUE
    vip = next(iter(contract.vips.values()))
    seen = Ref(named("seen", vip.name))
    return negation(seen) if found.name == vip.hosts[0] else seen if len(vip.hosts) > 1 else TRUE


def told(server: str) -> Word:
    """Return the change of the statistics page that a change of a load balancer's view is."""
    return Word("changes", (Sight("action", "changes", (server,)),), turns=True, part="monitor")


# Heartbeat services, and the media server that they watch over


def _considered(step: Step, contract: Contract) -> Word | None:
    """Return what a heartbeat service counted, or which replica it chose when it marked another one DOWN."""
    mine = (step.doer, step.subject)
    if step.kind == "counted":
        which = step.args["which"]
        event = "check_failed" if which == "fails" else "check_passed"
        then = Ref(named(which, *mine)).equals(int(step.args["count"]))
        return Word("counted", (Sight("event", event, mine),), part="heartbeat", then=then)
    if step.subject not in contract.servers:
        return None
    then = Ref(named("index", step.doer)).equals(list(contract.servers).index(step.subject))
    return Word("chosen", (Sight("action", "mark_down", (step.doer, ANYONE)),), part="heartbeat", then=then)


def _published(step: Step, contract: Contract) -> Word | None:
    router, replica = step.doer, step.subject
    match step.kind:
        case "streamed":
            return Word("streamed", (Sight("action", "publish"),), part="publishing")
        case "callback":
            return Word("callback", (Sight("action", "publish", (router, replica)),), part="publishing")
        case "callback_failed":
            verbs = ("callback_fails",) if step.args.get("lost") == "True" else ("callback_fails", "refuse")
            sights = tuple(Sight("action", verb, (router, replica)) for verb in verbs)
            return Word("callback_failed", sights, part="publishing")
        case "authorised":
            return Word("authorised", (Sight("action", "authorise", (router, replica)),), part="publishing")
        case "segments":
            return Word("segments", (Sight("action", "segment", (router,)),), part="publishing")
        case "switched":
            switch = Sight("action", "switch", (step.args.get("router", ANYONE), replica))
            return Word("switched", (switch,), turns=True, part="publishing")
        case _:
            return None
