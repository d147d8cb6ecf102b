"""What a rule of the gate is: what it looks at, how it judges that, and the examples that test and explain it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, TypeVar

from checker.base.finding import Related, Severity
from checker.base.places import Place
from checker.configs.deployment import Deployment
from checker.configs.words import Edit
from checker.model.contract import Contract

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """What rules look at: a deployment, and the contract that it has to keep."""

    contract: Contract
    deployment: Deployment
    _known: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def known(self, compute: Callable[[Site], T]) -> T:
        """Return what a function says of this site; it is asked only once, as many rules look at the same things."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        found: T = self._known[compute]
        return found


def once(compute: Callable[[Site], T]) -> Callable[[Site], T]:
    """Return a function of sites that is computed once a site: what it returns must not be used up (no iterator)."""

    @wraps(compute)
    def known(site: Site) -> T:
        return site.known(compute)

    return known


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that keeps the promise: as a person says it (`fall 3`), and as edits.

    The gate applies it and runs again before it prints it: one that does not help, or breaks another promise, is
    dropped. `safe` says that `--fix` may write it without asking: it changes nothing but what the finding speaks of.
    """

    shown: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A promise that cannot be kept, on one line.

    `message` says what and by how much; `{who}` in it stands for all subjects that share the line (`pgb1, pgb2 and
    pgb3`), so that an inherited value is reported once. `promise` names the parameter, property or promise of the
    contract that it breaks: its diagram line becomes a related place. `key`, `wanted`, `found`, `unit` as in the JSON;
    `found` is '' where nothing is set at all. `severity` None means the rule's. `repairs` are tried in their order.
    """

    where: Place
    message: str
    who: str = ""
    promise: str = ""
    key: str = ""
    wanted: str = ""
    found: str = ""
    unit: str = ""
    hint: str = ""
    related: tuple[Related, ...] = ()
    repairs: tuple[Repair, ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A set of files, by their usual names, and the lines (`haproxy.cfg:6`) on which the rule must find something.

    It is judged by the embedded contract of `system`, with `settings` as of `--set`.
    """

    files: Mapping[str, str]
    at: tuple[str, ...] = ()
    system: str = "pgbouncer-ha"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One thing that can be wrong with a deployment. Its code is the code of its findings.

    `promises` are names of the contract (parameters, properties, promises): the rule speaks only where the contract
    states one of them at least; an empty tuple means that no promise is needed (the files contradict themselves).

    `subjects` yields what is examined (one server, one VRRP instance, one pair of nodes); where it yields nothing the
    rule was not exercised, which the report says. `judge` yields what is wrong with one subject. Both may raise
    UnknownValueError by asking for a value that the files do not tell: then the subject is inconclusive.

    The texts are prose for `verify explain`, as of `checker.base.explanation`; its bad and good example are the first
    of `invalid` and of `valid`. Each invalid example must be found at its lines, and each valid one must be silent.
    """

    code: str
    severity: Severity
    says: str
    title: str
    what: str
    why: str
    fix: str
    promises: tuple[str, ...]
    subjects: Callable[[Site], Iterable[S]]
    judge: Callable[[Site, S], Iterable[Problem]]
    invalid: tuple[Example, ...]
    valid: tuple[Example, ...]
