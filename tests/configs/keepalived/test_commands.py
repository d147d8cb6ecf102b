"""A script's command is split as keepalived splits it: what it runs is asked of it."""

import re
import subprocess

import pytest

from tests.configs.keepalived import daemon
from tests.configs.keepalived.corpus import GLOBAL
from tests.configs.keepalived.reading import node

# how it is written behind `script`, where PROGRAM notes its arguments: these, and what is dropped
FORMS: dict[str, tuple[str, list[str], list[str]]] = {
    "operators": (
        '"PROGRAM || exit 1 > /dev/null 2>&1 | x ;"',
        ["||", "exit", "1", ">", "/dev/null", "2>&1", "|", "x", ";"],
        [],
    ),
    "no expansion": ('"PROGRAM $HOME `id` * ~"', ["$HOME", "`id`", "*", "~"], []),
    "inner quotes": ("\"PROGRAM 'x y' \\\"z w\\\" x'y z'w ''\"", ["x y", "z w", "xy zw", ""], []),
    "escapes": (r'"PROGRAM a\\.b a\ b \101 a\tb"', ["a.b", "a", "b", "A", "a", "b"], []),
    "one word": ("PROGRAM", [], []),
    "without quotes": ("PROGRAM -x 'a b'", [], ["-x", "a b"]),
    "behind the quotes": ('"PROGRAM -x" y', ["-x"], ["y"]),
}


def config(command: str) -> str:
    lines = "vrrp_script chk {\n    script " + command + "\n    interval 1\n}\n"
    track = "    track_script {\n        chk\n    }\n"
    vip = "    virtual_ipaddress {\n        192.168.1.100/24\n    }\n"
    head = "vrrp_instance pg {\n    interface eth0\n    virtual_router_id 51\n"
    return GLOBAL + lines + head + vip + track + "}\n"


@pytest.mark.parametrize("name", FORMS)
def test_command_is_split(name):
    written, arguments, dropped = FORMS[name]
    (script,) = node(config(written)).scripts
    assert [each.value for each in script.arguments] == ["PROGRAM", *arguments]
    assert list(script.dropped) == dropped


def test_what_quotes_protect_is_known():
    (script,) = node(config("\"PROGRAM '>' > \\\\>\"")).scripts
    assert [each.quoted for each in script.arguments] == [False, True, False, True]


_RUN = """
mount -t tmpfs none /run
ip link add eth0 type veth peer name p0; ip link set p0 up; ip link set eth0 up
ip addr add 192.168.1.10/24 dev eth0
keepalived -n -l -P -D -f {file} > {said} 2>&1 & daemon=$!
for try in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; test -s {log} && break; done
kill $daemon; wait $daemon
"""


@pytest.mark.slow
@daemon.needed()
@pytest.mark.parametrize("name", FORMS)
def test_keepalived_runs_this(name, tmp_path):
    written, arguments, _ = FORMS[name]
    program, log, file = tmp_path / "program", tmp_path / "log", tmp_path / "keepalived.conf"
    program.write_text(f'#!/bin/sh\n{{ for each in "$@"; do printf "[%s]" "$each"; done; echo "."; }} >> {log}\n')
    program.chmod(0o755)
    file.write_text(config(written.replace("PROGRAM", str(program))))
    file.chmod(0o600)
    text = _RUN.format(file=file, said=tmp_path / "said", log=log)
    subprocess.run(["unshare", "-n", "-m", "sh", "-c", text], check=False, capture_output=True)
    first = log.read_text().partition(".\n")[0] if name != "escapes" else log.read_text().split("].\n")[0] + "]"
    assert re.findall(r"\[(.*?)\]", first) == arguments
