"""Who tracks a file leaves it to another program to watch HAProxy: that is no fault, and no proof."""

import pytest

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.gate.vrrp.examples import ONE, TWO
from checker.pipeline import GateRequest, gate

SCRIPT = 'vrrp_script haproxy {\n    script "/usr/bin/pgrep -x haproxy"\n    interval 1\n    fall 2\n}\n'


def gated(folder, change):
    for name, text in (("keepalived-1.conf", ONE), ("keepalived-2.conf", TWO)):
        (folder / name).write_text(change(text))
    return gate(GateRequest((str(folder),)), SilentProgress()).outcome


def by_file(text, keyword="vrrp_track_file"):
    assert SCRIPT in text
    return text.replace(SCRIPT, f"{keyword} haproxy {{\n    file /run/haproxy.state\n}}\n").replace(
        "track_script {", "track_file {"
    )


def grave(outcome):
    return [(f.code, f.severity.value, f.where.line) for f in outcome.findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize("keyword", ["vrrp_track_file", "track_file"])
def test_a_tracked_file_is_a_remark(tmp_path, keyword):
    outcome = gated(tmp_path, lambda text: by_file(text, keyword))
    assert (grave(outcome), outcome.exit_status) == ([], 0)
    told = [f for f in outcome.findings if f.code == "missing-track-script"]
    assert [f.text.strip() for f in told] == ["haproxy", "haproxy"]
    assert "hap1 tracks haproxy" in told[0].message


def test_the_file_of_a_sync_group_counts(tmp_path):
    block = "    track_file {\n        haproxy\n    }\n"
    group = f"vrrp_sync_group all {{\n    group {{\n        pg\n        other\n    }}\n{block}}}\n"
    outcome = gated(tmp_path, lambda text: by_file(text).replace(block, "") + group)
    assert "missing-track-script" not in {code for code, _, _ in grave(outcome)}


def test_a_file_that_nothing_defines_is_not_tracked(tmp_path):
    outcome = gated(tmp_path, lambda text: by_file(text).replace("vrrp_track_file haproxy", "vrrp_track_file other"))
    codes = [code for code, severity, _ in grave(outcome) if severity == "error"]
    assert sorted(codes) == ["config-undefined"] * 2 + ["missing-track-script"] * 2


def test_what_is_tracked_besides_a_file_counts(tmp_path):
    outcome = gated(
        tmp_path,
        lambda text: by_file(text).replace(
            "vrrp_instance pg {", f"{SCRIPT}vrrp_instance pg {{\n    track_script {{\n        haproxy\n    }}"
        ),
    )
    assert "missing-track-script" not in {f.code for f in outcome.findings}
