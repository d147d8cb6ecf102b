"""The error log tells enough to find out why a stream was refused."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.places import Place
from checker.configs.nginx.facts import Nginx
from checker.configs.words import Statement, append_words, insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept


def _subjects(site: Site) -> Iterator[Nginx]:
    return (nginx for nginx in site.deployment.of(Nginx) if nginx.rtmp_servers)


def _judge(site: Site, nginx: Nginx) -> Iterator[Problem]:
    level = nginx.error_level
    if level.value in ("info", "debug"):
        return
    silent = nginx.error_log.value == "/dev/null"
    if level.word:
        edit = replace_word(level.word, "info")
    elif isinstance(level.at, Statement):
        edit = append_words(level.at, "info")
    else:
        edit = insert_line(level.at, "error_log logs/error.log info;")
    yield Problem(
        where=level.place if not level.is_default or isinstance(level.at, Statement) else _head(nginx),
        message=f"at level {level.value} the error log does not tell which replica was asked, or that it did not "
        "answer: the `notify:` lines have level info",
        key="error_log",
        wanted="info",
        found=level.value + (" (default)" if level.is_default else ""),
        hint="without them a refused stream leaves at most a bare `recv() failed`, a timeout or a 403 nothing at all",
        repairs=() if silent else (Repair("error_log info", (edit,), safe=False),),
    )


def _head(nginx: Nginx) -> Place:
    return (nginx.rtmp or nginx.rtmp_servers[0].block).place


RULE = Rule(
    code="evidence-log-level",
    severity=Severity.INFO,
    says="the error log tells of on_publish",
    title="the error log is too quiet to explain a refused stream",
    what="nginx-rtmp writes what it asks, and what came of it, at level info; the level is `error` unless set.",
    why="""
Of seven refused streams the default level left seven lines that name neither the stream nor the replica; timeouts and
refusals by a replica left none. Then no log shows that a failover worked, or why it did not.
""",
    fix="Write `error_log PATH info;` at the top of nginx.conf.",
    promises=("publish-fails-over",),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("error.log info", "error.log warn"), at=("error_log",)),
        broken("nginx.conf", ("error.log info", "error.log"), at=("error_log",)),
        broken("nginx.conf", ("error_log /var/log/nginx/error.log info;\n", ""), at=("rtmp {",)),
    ),
    valid=(kept("nginx.conf"), kept("nginx.conf", ("error.log info", "error.log debug"))),
)
