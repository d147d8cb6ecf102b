"""The files of a case as they are read here."""

from __future__ import annotations

from checker.base.finding import Finding, Severity
from checker.configs.format import Parsed
from checker.configs.formats.keepalived import FORMAT
from checker.configs.keepalived.facts import VrrpInstance, VrrpNode
from checker.configs.source import Source, Surroundings, finder
from tests.configs.keepalived.corpus import Files


def parsed(files: Files | str, **environment: str) -> Parsed:
    """Return what the main file of a case says, with the other files around it."""
    texts = {"keepalived.conf": files} if isinstance(files, str) else files
    sources = [Source(path, text) for path, text in texts.items()]
    return FORMAT.parse(sources[:1], Surroundings(environment, finder(sources)))


def nodes(files: Files | str, **environment: str) -> tuple[VrrpNode, ...]:
    """Return the nodes of a case."""
    found = parsed(files, **environment).facts
    assert all(isinstance(node, VrrpNode) for node in found)
    return tuple(node for node in found if isinstance(node, VrrpNode))


def node(files: Files | str, config_id: str = "", **environment: str) -> VrrpNode:
    """Return the node of a case, or the one with this configuration id."""
    found = [each for each in nodes(files, **environment) if each.config_id == config_id]
    assert len(found) == 1
    return found[0]


def only(files: Files | str, config_id: str = "", **environment: str) -> VrrpInstance:
    """Return the only instance of a case."""
    (instance,) = node(files, config_id, **environment).instances
    return instance


def problems(files: Files | str) -> list[Finding]:
    """Return what is wrong with a case, without what is only told."""
    return [each for each in parsed(files).problems if each.severity is not Severity.INFO]
