"""What a contract accepts: refutations and findings that fail nothing, and entries that accept nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Severity
from checker.model.contract import Accepted, Contract
from checker.model.outcome import PropertyOutcome, Suppressed
from checker.prove.judging.explained import NOT_REFUTED


@dataclass(frozen=True, slots=True)
class Account:
    """Properties and findings of a system that count, and what its contract accepts."""

    properties: tuple[PropertyOutcome, ...] = ()
    notes: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


def account_of(
    contract: Contract, properties: Sequence[PropertyOutcome], notes: Sequence[Finding], select: Collection[str]
) -> Account:
    """Return what counts when all that the contract accepts is set aside; with `select` only that was looked at."""
    accepts = contract.accepts
    refuted = {each.id for each in properties if each.violations}
    found = refuted | {note.code for note in notes}
    looked_at = set(select) or accepts.keys()
    vain = [_vain(each) for id, each in accepts.items() if id not in found and id in looked_at]
    gone = [*(f for p in properties if p.id in refuted for f in p.findings), *notes]
    return Account(
        properties=tuple(_accepted(p, accepts[p.id]) if p.id in refuted & accepts.keys() else p for p in properties),
        notes=(*(note for note in notes if note.code not in accepts), *vain),
        suppressed=tuple(_suppressed(each, accepts[each.code]) for each in gone if each.code in accepts),
    )


def together(accounts: Sequence[Account]) -> Account:
    """Return one account of several systems."""
    return Account(
        tuple(each for account in accounts for each in account.properties),
        tuple(each for account in accounts for each in account.notes),
        tuple(each for account in accounts for each in account.suppressed),
    )


def _accepted(outcome: PropertyOutcome, accepted: Accepted) -> PropertyOutcome:
    """Return the refutation with the reason for which it is accepted, and without its findings."""
    proof = None if outcome.proof is None else replace(outcome.proof, accepted=accepted.why)
    instances = tuple(replace(each, finding=None) for each in outcome.instances)
    return replace(outcome, proof=proof, instances=instances)


def _suppressed(finding: Finding, accepted: Accepted) -> Suppressed:
    return Suppressed(finding, "contract", accepted.why, accepted.place)


def _vain(accepted: Accepted) -> Finding:
    message = f"the contract accepts {accepted.id} ({accepted.why}), but there is nothing to accept"
    return Finding(NOT_REFUTED, Severity.WARNING, message, accepted.place, hint="remove the entry of accepts:")
