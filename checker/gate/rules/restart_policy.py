"""What the diagram has at work all the time is started again when it ends."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting
from checker.configs.words import Block, insert_line
from checker.gate.containers.compose_changes import rewrite
from checker.gate.containers.monitors import monitors
from checker.gate.poolers.poolers import pooler_services
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _services(site: Site) -> Iterator[tuple[Service, Setting[str]]]:
    """Yield what must be at work: the pool as it is, and monitors that somebody told not to come back."""
    for service in pooler_services(site):
        yield service, _policy(service)
    for monitor in monitors(site):
        if not (policy := _policy(monitor.service)).is_default:
            yield monitor.service, policy


def _policy(service: Service) -> Setting[str]:
    """Return the policy: a stack knows `deploy.restart_policy` only, where compose reads `restart` first."""
    return service.restart if service.restart_condition.is_default else service.restart_condition


def _judge(site: Site, subject: tuple[Service, Setting[str]]) -> Iterator[Problem]:
    service, policy = subject
    if policy.value not in ("no", "none", "false"):
        return
    wanted = "any" if policy.value == "none" else "unless-stopped"
    yield Problem(
        where=policy.place,
        message="{who} is not started again when it ends",
        who=service.name,
        key="restart",
        wanted=wanted,
        found="" if policy.is_default else policy.value,
        hint=f"restart: {wanted} does so" if wanted != "any" else "restart_policy: {condition: any} does so",
        repairs=_repairs(policy, wanted),
    )


def _repairs(policy: Setting[str], wanted: str) -> tuple[Repair, ...]:
    shown = f"restart: {wanted}"
    if not policy.is_default:
        return rewrite(policy, policy.value, wanted, shown)
    return (Repair(shown, (insert_line(policy.at, shown),)),) if isinstance(policy.at, Block) else ()


RULE = Rule(
    code="restart-policy",
    severity=Severity.INFO,
    says="a container that ends is started again",
    title="a container that ends is not started again",
    what="""
Without `restart`, compose leaves a container that ended as it is. The diagram of the pool has an administrator start
it again, so that no promise is broken. A monitor with `restart: "no"` alerts nobody any more once it ended.
""",
    why="A process that runs out of memory at night stays dead until somebody sees it.",
    fix="Write `restart: unless-stopped` (compose) or a `deploy.restart_policy` (swarm).",
    promises=("alert-per-state-change", "down-detected-in-time"),
    subjects=_services,
    judge=_judge,
    invalid=(
        Example({"compose.yml": "services:\n  pgb2:\n    image: edoburu/pgbouncer\n"}, at=("compose.yml:2",)),
        Example(
            {"compose.yml": 'services:\n  pgb2:\n    image: edoburu/pgbouncer\n    restart: "no"\n'},
            at=("compose.yml:4",),
        ),
    ),
    valid=(
        Example({"compose.yml": "services:\n  pgb2:\n    image: edoburu/pgbouncer\n    restart: always\n"}),
        Example(
            {
                "stack.yml": """\
services:
  pgb2:
    image: edoburu/pgbouncer
    deploy:
      restart_policy: {condition: on-failure}
"""
            }
        ),
    ),
)
