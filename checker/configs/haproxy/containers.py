"""The containers that HAProxy runs in, by a compose file beside it: their environment is that of the process."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import reduce

from checker.configs.compose.facts import Service
from checker.configs.haproxy.outside import VERSION
from checker.configs.setting import Setting
from checker.configs.source import Source, Surroundings, beside

_IMAGE = re.compile(r"(?:.*/)?haproxy[\w.-]*(?::(?P<version>\d+\.\d+(?:\.\d+)?(?:-(?:dev|rc)\d+)?)?.*)?")


def environment_of(files: Sequence[Source], surroundings: Surroundings) -> Mapping[str, str]:
    """Return the environment of a process: what was given, and else what all the containers that run it agree on."""
    services = [each for each in surroundings.services if isinstance(each, Service)]
    running = [each for each in services if _mounts(each, files)] or [each for each in services if _image(each)]
    told = [_told(each) for each in running]
    agreed = reduce(lambda one, other: dict(one.items() & other.items()), told[1:], told[0]) if told else {}
    return {**agreed, **surroundings.environment}


def _told(service: Service) -> dict[str, str]:
    """Return the variables of a container; its image sets the version."""
    match = _image(service)
    version = {VERSION: match["version"]} if match and match["version"] else {}
    said = {name: setting.known for name, setting in service.environment.items()}
    return version | {name: value for name, value in said.items() if isinstance(value, str)}


def _image(service: Service) -> re.Match[str] | None:
    return _IMAGE.fullmatch(_known(service.image))


def _mounts(service: Service, files: Sequence[Source]) -> bool:
    """Say whether a container has a file of the process, or a directory above it, in a place of its own."""
    paths = {posixpath.normpath(source.path) for source in files}
    above = paths | {posixpath.dirname(path) for path in paths}
    return any(_host_side(service, mount) in above for mount in service.mounts if _is_path(mount))


def _is_path(mount: Setting[str]) -> bool:
    return _known(mount).startswith((".", "/"))


def _host_side(service: Service, mount: Setting[str]) -> str:
    return posixpath.normpath(beside(service.files[0], _known(mount).split(":")[0]))


def _known(setting: Setting[str]) -> str:
    return setting.known if isinstance(setting.known, str) else ""
