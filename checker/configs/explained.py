"""What the codes mean that formats share; a format may explain one in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.base.explanation import Explanation

EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType(
    {
        each.code: each
        for each in (
            Explanation(
                code="config-syntax",
                title="a configuration file that its daemon cannot read",
                what="A line is not of the form that the daemon takes: it refuses to start with this file.",
                why="A reload keeps the old configuration in force, and the next start fails. The rest of the file was "
                "judged all the same.",
                bad="server pgb1",
                good="server pgb1 192.168.1.5:6432 check",
                fix="Write it as the manual of the daemon says.",
            ),
            Explanation(
                code="unknown-keyword",
                title="a keyword that the daemon does not know at this place",
                what="No version of the daemon has this keyword in this section: mostly it is misspelt or misplaced.",
                why="HAProxy refuses the file; keepalived goes on without the line, and what it says never happens.",
                bad="nopremept",
                good="nopreempt",
                fix="Correct the spelling, or move the line to the section that it belongs to.",
            ),
            Explanation(
                code="config-value",
                title="a value that the daemon does not take",
                what="The value is out of range, or not of the kind that the keyword needs.",
                why="The daemon refuses the file, or takes its default in place of what was meant.",
                bad="virtual_router_id 300",
                good="virtual_router_id 51",
                fix="Write a value within the range that the message names.",
            ),
            Explanation(
                code="config-undefined",
                title="a name that nothing in the files defines",
                what="A script, a section or a variable is used by a name that means nothing.",
                why="What should be used is not: a script that is not defined is never run.",
                bad="track_script { chk_haproxi }",
                good="track_script { chk_haproxy }",
                fix="Define it, correct the name, or give the file that defines it, too.",
            ),
            Explanation(
                code="config-ignored",
                title="a line that the daemon ignores or changes",
                what="The daemon starts, but does not do what the line says: another line or a default overrides it.",
                why="Whoever reads the file believes it.",
                bad="retries 0 and, further down, option redispatch",
                good="retries 3 and option redispatch",
                fix="Remove the line, or change what makes the daemon ignore it.",
            ),
            Explanation(
                code="config-include",
                title="an included file is not among the inputs",
                what="An include names files of which none was found, below the given paths or beside the includer.",
                why="What such a file says is not judged: a value that it sets counts as unset.",
                bad="verify gate keepalived.conf    (it includes /etc/keepalived/vips.conf)",
                good="verify gate keepalived.conf vips.conf",
                fix="Give the included files together with the main one.",
            ),
            Explanation(
                code="duration-misread",
                title="a duration that the daemon reads otherwise than it looks",
                what="HAProxy takes milliseconds where no unit is written, and ignores what stands behind a unit.",
                why="`inter 2` is 2 ms, `1m30s` is one minute: detection is far from what was meant.",
                bad="inter 2",
                good="inter 2s",
                fix="Write one number with one unit: us, ms, s, m, h or d.",
            ),
        )
    }
)
