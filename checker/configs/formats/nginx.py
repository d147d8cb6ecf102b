"""nginx.conf, with the RTMP module or without it; fragments of it that others include, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from checker.base.explanation import Explanation
from checker.configs.format import ConfigFormat, Parsed
from checker.configs.source import Source, Surroundings
from checker.configs.unreadable import BYTE_ORDER_MARK, told_of

# a block, or a directive, that no other format here has: a line that opens braces, or ends with a semicolon
_BLOCK = re.compile(
    r"(?m)(?:^|[{};])[ \t]*(?:rtmp|http|events|server|upstream[ \t]+\S+|location[ \t]+[^{};\n]+|application[ \t]+\S+)"
    r"\s*\{"
)
_DIRECTIVE = re.compile(
    r"(?m)(?:^|[{;])[ \t]*(?:worker_processes|listen|proxy_\w+|on_\w+|push|pull|hls\w*|live|server|include|error_log"
    r"|root|server_name|return|load_module)[ \t]+[^;{}\n]*;"
)
_YAML = re.compile(r"(?m)^[\w.-]+:(?:[ \t\r]|$)")  # a compose file may hold an nginx.conf as a text
_SAMPLE = """\
events {}
rtmp {
    server {
        listen 1935;
        application live {
            live on;
            on_publish http://127.0.0.1:8088/api/stream/start;
            push rtmp://127.0.0.1:1935/hls;
        }
    }
}
"""
_FRAGMENT = """\
upstream stream_api {
    server spring-boot-app-primary:8080;
    server spring-boot-app-secondary:8081 backup;
}
"""


def recognises(path: str, text: str) -> bool:
    """Say whether a file is nginx's, by what it says."""
    head = text.removeprefix(BYTE_ORDER_MARK)[:20_000]
    if "{" not in head or ";" not in head or _YAML.search(head):
        return False
    return bool(_BLOCK.search(head)) and bool(_DIRECTIVE.search(head))


def parse(sources: Sequence[Source], surroundings: Surroundings) -> Parsed:
    """Return the facts of all nginx files together."""
    from checker.configs.nginx.parsing import parse as parse_all

    readable, problems = told_of(sources, "nginx", "config-syntax")
    parsed = parse_all(readable, surroundings)
    return replace(parsed, problems=(*problems, *parsed.problems))


FORMAT = ConfigFormat(
    name="nginx",
    about="nginx.conf, with the RTMP module",
    recognises=recognises,
    parse=parse,
    samples=(("nginx.conf", _SAMPLE), ("conf.d/stream.conf", _FRAGMENT)),
    explanations=(
        Explanation(
            code="unknown-directive",
            title="the RTMP module does not know a directive",
            what="A directive in the rtmp block is none of nginx-rtmp's.",
            why="nginx refuses the whole file: a start fails, and a reload keeps the old configuration in force, so "
            "that a manual failover silently does not happen. Forks of the module know further directives.",
            bad="on_publsh http://spring-boot-app-primary:8080/api/stream/start;",
            good="on_publish http://spring-boot-app-primary:8080/api/stream/start;",
            fix="Write the directive as the module spells it.",
        ),
        Explanation(
            code="config-include",
            title="an included file is not among the inputs",
            what="An include names a file that was not given, or that includes itself.",
            why="What the file says is not judged: a value that it sets counts as unset.",
            bad="include /etc/nginx/rtmp.conf;",
            good="verify gate nginx.conf rtmp.conf",
            fix="Give the included files together with the main one.",
        ),
    ),
)
