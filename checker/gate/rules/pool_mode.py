"""Connections are pooled as the diagram says."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Related, Severity
from checker.configs.compose.facts import Service
from checker.configs.pgbouncer.facts import POOL_MODES, Pooler
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.poolers.ini_changes import set_parameter
from checker.gate.poolers.poolers import placed, pooler_services
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value

# what the usual images make a pgbouncer.ini of: with one of these and no mode, it is the default
_CONFIGURED = frozenset(
    {"DATABASE_URL", "DB_HOST", "DATABASES_HOST", "POSTGRESQL_HOST", "PGBOUNCER_DATABASE", "PGBOUNCER_PORT"}
)
_VARIABLES = ("POOL_MODE", "PGBOUNCER_POOL_MODE", "pool_mode")


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode, for whom it is, and the repair that makes it another."""

    setting: Setting[str]
    who: str
    holder: Pooler | Service
    whose: str = ""

    def repair(self, wanted: str) -> tuple[Repair, ...]:
        """Return how it becomes what is wanted."""
        if not self.whose and isinstance(self.holder, Pooler):
            return (set_parameter(self.holder, self.setting, "pool_mode", wanted),)
        word = self.setting.word
        if word is None or word.raw.strip("\"'") != word.value:
            return ()
        text = word.raw.replace(word.value, wanted)
        return (Repair(f"pool_mode={wanted}", (replace_word(word, text),)),)


def _modes(site: Site) -> Iterator[Mode]:
    for each in placed(site):
        pooler = each.pooler
        own = {database.name: database.pool_mode for database in pooler.databases}
        if not own or None in own.values():
            yield Mode(pooler.pool_mode, each.name, pooler)
        for database in pooler.databases:
            if database.pool_mode is not None:
                yield Mode(database.pool_mode, each.name, pooler, f"database '{database.name}'")
        for user in pooler.users:
            if user.pool_mode is not None:
                yield Mode(user.pool_mode, each.name, pooler, f"user '{user.name}'")
    for service in pooler_services(site):
        if (setting := _of_container(service)) is not None:
            yield Mode(setting, service.name, service, "container")


def _of_container(service: Service) -> Setting[str] | None:
    """Return the mode of a container that is configured by its variables; None where a file may say it."""
    for name in _VARIABLES:
        if name in service.environment:
            return service.environment[name]
    if any(".ini" in str(mount.known) for mount in service.mounts) or not _CONFIGURED & service.environment.keys():
        return None
    return Setting("session", service.block, default="PgBouncer, pool_mode")


def _judge(site: Site, mode: Mode) -> Iterator[Problem]:
    wanted, found = site.contract.text("pool.mode"), mode.setting.value
    if found.lower() == wanted:
        return
    whose = f" for the {mode.whose}" if mode.whose and mode.whose != "container" else ""
    invalid = found.lower() not in POOL_MODES
    says = f"'{found}' is no mode, and PgBouncer does not start" if invalid else f"the mode{whose} is {found}"
    lost = tuple(Related(place, "set here, and reset by a later [pgbouncer]") for place in mode.setting.via)
    yield Problem(
        where=mode.setting.place,
        message=f"{{who}}: {says}{' by default' if mode.setting.is_default else ''}; the diagram says {wanted} pooling",
        who=mode.who,
        promise="pool.mode",
        key="pool_mode",
        wanted=wanted,
        found=found_value(mode.setting, found),
        hint=_hint(mode, found),
        related=lost if isinstance(mode.holder, Pooler) else (),
        repairs=mode.repair(wanted),
    )


def _hint(mode: Mode, found: str) -> str:
    if any(f" {sign}" in found for sign in "#;"):
        return "a comment cannot stand behind a value: put it on a line of its own"
    if mode.setting.via and isinstance(mode.holder, Pooler):
        return "the head of a section [pgbouncer] sets all its parameters to their defaults: write it once"
    return "with session pooling each client keeps a server connection for as long as it is connected"


RULE = Rule(
    code="pool-mode",
    severity=Severity.ERROR,
    says="connections are pooled as the diagram says",
    title="PgBouncer does not pool as the diagram says",
    what="""
The diagram draws transaction pooling: a server connection is assigned for one transaction, and goes back to the pool.
PgBouncer's default is `session`. A database or a user can have a mode of its own, which goes before that of the pooler
(a user's before a database's).
""",
    why="""
With session pooling each client holds a server connection while it is connected: `default_pool_size` clients use all,
and the others wait. After a failover the remaining poolers get the clients of the dead one, and that is when it shows.
""",
    fix="""
Write `pool_mode = transaction` in [pgbouncer], without a comment behind it, and take out what overrides it.
""",
    promises=("pool.mode",),
    subjects=_modes,
    judge=_judge,
    invalid=(
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\n"}, at=("pgbouncer.ini:1",)),
        Example({"pgbouncer.ini": "[pgbouncer]\npool_mode = session\n"}, at=("pgbouncer.ini:2",)),
        Example({"pgbouncer.ini": "[pgbouncer]\npool_mode = transaction ; as drawn\n"}, at=("pgbouncer.ini:2",)),
        Example(
            {
                "pgbouncer.ini": """\
[databases]
app = host=192.168.1.6 dbname=app
jobs = host=192.168.1.6 dbname=app pool_mode=session

[users]
report = pool_mode=statement

[pgbouncer]
pool_mode = transaction
"""
            },
            at=("pgbouncer.ini:3", "pgbouncer.ini:6"),
        ),
        Example(
            {"pgbouncer.ini": "[pgbouncer]\npool_mode = transaction\n[databases]\na = host=b\n[pgbouncer]\n"},
            at=("pgbouncer.ini:5",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  pgb1:
    image: edoburu/pgbouncer
    environment: {POOL_MODE: session}
  pgb2:
    image: bitnami/pgbouncer
    environment: {POSTGRESQL_HOST: 192.168.1.6}
"""
            },
            at=("compose.yml:4", "compose.yml:5"),
        ),
    ),
    valid=(
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\npool_mode = transaction\n"}),
        Example({"pgbouncer.ini": "[databases]\na = host=b pool_mode=transaction\n[pgbouncer]\npool_mode = session\n"}),
        Example(
            {
                "compose.yml": """\
services:
  pgb1:
    image: edoburu/pgbouncer
    environment: [POOL_MODE=transaction]
"""
            }
        ),
    ),
)
