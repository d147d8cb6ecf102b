"""What fails is started again: the diagram draws its recovery."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import nginx_services, service_of


@dataclass(frozen=True)
class _Own:
    service: Service

    @property
    def policy(self) -> Setting[str]:
        """The policy in force: a stack knows `deploy.restart_policy` only."""
        condition = self.service.restart_condition
        return self.service.restart if condition.is_default else condition


def _subjects(site: Site) -> Iterator[_Own]:
    services = [service for s in site.contract.servers.values() if (service := service_of(site, s))]
    yield from (_Own(service) for service in (*services, *nginx_services(site)))


def _judge(site: Site, own: _Own) -> Iterator[Problem]:
    policy = own.policy
    if policy.is_default or policy.value not in ("no", "none", "false"):
        return
    swarm = policy is own.service.restart_condition
    wanted = "any" if swarm else "unless-stopped"
    yield Problem(
        where=policy.place,
        message="{who} is not started again when it ends: the diagram draws that it recovers",
        who=own.service.name,
        promise="heartbeat.rise",
        key="condition" if swarm else "restart",
        wanted=wanted,
        found=policy.value,
        repairs=(Repair(wanted, (replace_word(policy.word, wanted),)),) if policy.word else (),
    )


RULE = Rule(
    code="replica-restart",
    severity=Severity.WARNING,
    says="a replica that ends is started again",
    title="a replica that fails stays away",
    what="The service of a replica, or of nginx, says `restart: no` or `restart_policy: {condition: none}`.",
    why="""
The diagram ends with the recovery of the primary and both replicas at work. A container that nobody starts again stays
DOWN until somebody does, and the next failure finds nothing to fail over to.
""",
    fix="Write `condition: any` (stack) or `restart: unless-stopped` (compose), or nothing in a stack.",
    promises=("heartbeat.rise",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken(
            "stack.yml",
            ("{replicas: 1}", "{replicas: 1, restart_policy: {condition: none}}"),
            at=("condition: none",),
        ),
        broken("stack.yml", ('{SERVER_PORT: "8081"}', '{SERVER_PORT: "8081"}\n    restart: "no"'), at=("restart:",)),
    ),
    valid=(kept("stack.yml"), kept("stack.yml", ("{replicas: 1}", "{restart_policy: {condition: on-failure}}"))),
)
