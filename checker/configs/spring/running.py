"""Which service runs which application, and with what environment: applications as they run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence

from checker.configs.compose.facts import Service
from checker.configs.deployment import Deployment
from checker.configs.setting import Setting, Unknown
from checker.configs.spring.applications import application, with_environment
from checker.configs.spring.facts import Application, environment_key
from checker.configs.words import Statement, Word

_OPTION = re.compile(r"(?:^|\s)(?:--|-D)([A-Za-z][\w.\-\[\]]*)=(\"[^\"]*\"|'[^']*'|[^\s\"']+)")
_OPTIONS_IN = ("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTIONS", "_JAVA_OPTIONS")
_SPRING = re.compile(r"(?:SPRING|SERVER.PORT|MANAGEMENT|HEARTBEAT)(?:[_.]|\Z)", re.IGNORECASE)


def running(deployment: Deployment) -> tuple[Application, ...]:
    """Return every application as it runs: once for each service that runs it, or as its files say where none does.

    A service that is configured by its environment alone is an application too.
    """
    known = _deployed(deployment.of(Application))
    services = [service for service in deployment.of(Service) if service.replicas.known != 0]
    pairs = [(service, _application_of(service, known, services)) for service in services]
    ran = [with_environment(app, overrides_of(service), service.name) for service, app in pairs if app is not None]
    alone = [
        application("", (), overrides_of(service), service.name)
        for service, app in pairs
        if app is None and _is_spring(service)
    ]
    paired = {id(app) for _, app in pairs if app is not None}
    idle = [instance for app in known if id(app) not in paired for instance in _instances(app)]
    return (*idle, *ran, *alone)


def _deployed(known: Sequence[Application]) -> tuple[Application, ...]:
    """Return the applications without those that only the tests of a build see, where there are others."""
    others = tuple(app for app in known if not any("/src/test/" in f"/{file}" for file in app.files))
    return others or tuple(known)


def overrides_of(service: Service) -> Mapping[str, Setting[str]]:
    """Return what a service sets over the files: options of its command, of Java, and its environment."""
    found = {environment_key(name): setting for name, setting in service.environment.items()}
    options = [service.environment[name] for name in _OPTIONS_IN if name in service.environment]
    for text in (*options, service.entrypoint, service.command):
        found |= {environment_key(name): setting for name, setting in _options(text)}
    return found


def _options(text: Setting[str]) -> Iterable[tuple[str, Setting[str]]]:
    """Yield the properties among the words of a command: `--server.port=8081`, `-Dserver.port=8081`."""
    if isinstance(text.known, Unknown):
        return
    for match in _OPTION.finditer(text.known):
        yield match[1], Setting(match[2].strip("\"'"), text.at, _word_of(text, match[0].strip()), via=text.via)


def _word_of(text: Setting[str], option: str) -> Word | None:
    """Return the word of a list in which an option stands, else that of the whole text."""
    words = text.at.words if isinstance(text.at, Statement) else ()
    return next((word for word in words if option in word.value), text.word)


def _is_spring(service: Service) -> bool:
    image = service.image.known if isinstance(service.image.known, str) else ""
    return any(_SPRING.match(name) for name in service.environment) or "spring" in f"{service.name} {image}".lower()


def _application_of(service: Service, known: Sequence[Application], services: Sequence[Service]) -> Application | None:
    """Return the one application that a service runs, as far as the files tell."""
    scored = sorted(((_likeness(service, app), n) for n, app in enumerate(known)), reverse=True)
    if scored and scored[0][0] > 0 and (len(scored) == 1 or scored[0][0] > scored[1][0]):
        return known[scored[0][1]]
    if len(known) == 1 and not known[0].label and _is_spring(service):
        return known[0]
    if len(known) == 1 and sum(_is_spring(one) for one in services) == 1 and _is_spring(service):
        return known[0]
    return None


def _likeness(service: Service, app: Application) -> int:
    """Return how much speaks for a service running an application."""
    files = {posixpath.basename(file) for file in app.files}
    mounted = any(posixpath.basename(str(m.known).partition(":")[0]) in files for m in service.mounts)
    overrides = overrides_of(service)
    profiles = overrides.get(environment_key("spring.profiles.active"))
    chosen = re.split(r"\s*,\s*", str(profiles.known)) if profiles else []
    offered = {d.profile for d in app.documents if d.profile} | {d.condition for d in app.documents if d.condition}
    names = {service.name, str(service.container_name.known), str(service.hostname.known)}
    folder = posixpath.basename(posixpath.dirname(app.files[0])) if app.files else ""
    port = overrides.get("serverport")
    return (
        8 * mounted
        + 8 * (bool(app.label) and app.label in chosen)
        + 4 * bool(offered & set(chosen))
        + 4 * (app.label in re.split(r"[-_.]", service.name))
        + 4 * (bool(app.name.known) and app.name.known in names)
        + 2 * (bool(folder) and folder in names)
        + 2 * (port is not None and port.known == str(app.port.known))
    )


def _instances(app: Application) -> tuple[Application, ...]:
    """Return an application that no service runs: as it is, or once for each profile that gives it a port of its own.

    Files for `primary` and `secondary` beside a common one that has no port are two instances; a profile `dev` that
    changes a value is none.
    """
    if app.profiles or app.get("server.port") is not None:
        return (app,)
    own = [d.profile or d.condition for d in app.documents if "server.port" in d.properties]
    profiles = [p for p in dict.fromkeys(own) if re.fullmatch(r"[\w.\-]+", p)]
    made = tuple(_with_profile(app, profile) for profile in profiles)
    return made or (app,)


def _with_profile(app: Application, profile: str) -> Application:
    word = Word(profile, "", 0, app.head.place)
    chosen = {environment_key("spring.profiles.active"): Setting(profile, Statement((word,)))}
    return application(app.label, app.documents, chosen)
