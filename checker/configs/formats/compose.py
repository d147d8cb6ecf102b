"""Compose and stack files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.base.explanation import Explanation
from checker.configs.compose.dotenv import read_variables
from checker.configs.compose.projects import Loader, definitions, projects
from checker.configs.compose.services import service_of
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.interpolation import Variables
from checker.configs.source import Source, Surroundings, beside
from checker.configs.unreadable import told_of
from checker.configs.yaml.findings import finding_of

CODE = "config-compose"

_SERVICES = re.compile(r"^(?:\ufeff)?[\"']?services[\"']?[ \t]*:[ \t]*(?:\{.*|#.*|[&!].*|\r)?$", re.MULTILINE)
_INSIDE = re.compile(
    r"^[ \t]+.*[\s{,\"'](?:image|build|command|environment|ports|restart|deploy|extends|env_file|healthcheck|"
    r"volumes|container_name|depends_on|networks|entrypoint|profiles|scale)[\"']?[ \t]*:",
    re.MULTILINE,
)
_FLOW = re.compile(r"services[\"']?[ \t]*:[ \t]*\{.*[{,]\s*(?:image|build|ports|environment|restart|deploy)[ \t]*:")


def recognises(path: str, text: str) -> bool:
    """Say whether a file has `services` at its top, and below it what only a container has."""
    if "services" not in text or not _SERVICES.search(text):
        return False
    return bool(_INSIDE.search(text) or _FLOW.search(text))


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the services of all projects among the files."""
    loader = Loader(surroundings)
    facts: list[object] = []
    readable, unreadable = told_of(sources, "compose", CODE, yaml=True)
    for project in projects(readable, loader):
        variables = Variables(surroundings.environment, {})
        for source in surroundings.find(beside(project[0].source.path, ".env")):
            variables = Variables(surroundings.environment, read_variables(source, surroundings.environment))
            loader.included.setdefault(source.path, source)
        for name, definition in definitions(project, loader).items():
            facts.append(service_of(name, definition, variables, loader))
    problems = (*unreadable, *(finding_of(CODE, complaint) for complaint in loader.complaints))
    return Parsed(tuple(facts), problems, tuple(loader.included.values()))


FORMAT = ConfigFormat(
    name="compose",
    about="compose and stack files: services, their environment, ports and restart policies",
    recognises=recognises,
    parse=parse,
    contains=True,
    samples=(
        (
            "compose.yml",
            """services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
""",
        ),
        (
            "stack.yml",
            """version: "3.8"
services:
  mysql: {image: "mysql:8", deploy: {replicas: 1}}
""",
        ),
    ),
    explanations=(
        Explanation(
            code=CODE,
            title="a compose file cannot be read as it is meant",
            what="""The file is not YAML, a key stands twice in one mapping, or a file or service that `extends` or
`include` names is not there. What can be read is still judged.""",
            why="""docker compose refuses such a file, and what it would have said is not known.""",
            bad="""services:
  monitor:
    image: alpine:3.20
    image: alpine:3.21
""",
            good="""services:
  monitor:
    image: alpine:3.21
""",
            fix="Mend the line that the finding names.",
        ),
    ),
)
