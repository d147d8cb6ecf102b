"""Files that keepalived runs, though not as they are written: it rounds, clears or drops what it tells of."""

from __future__ import annotations

from tests.configs.keepalived.corpus import GLOBAL, PROCESS, SCRIPT, TWO, Files, grouped, instance, with_globals

_WEIGHTED = SCRIPT.replace("interval 2", "interval 2\nweight -20")
_MEMBERS = TWO.replace("    }\n\n}", "    }\n    track_script {\n        chk_haproxy\n    }\n}", 1)

CORRECTED: dict[str, str | Files] = {
    "advert-fraction-v2": instance("advert_int 0.3"),
    "advert-fraction-v2-down": instance("advert_int 1.4"),
    "advert-fraction-v2-up": instance("advert_int 2.5"),
    "advert-fine-v3": instance("version 3", "advert_int 0.555"),
    "advert-fine-v3-down": instance("version 3", "advert_int 0.554"),
    "advert-long-v3": instance("version 3", "advert_int 60"),
    "advert-invalid": instance("advert_int 0"),
    "advert-invalid-after-valid": instance("advert_int 3", "advert_int 300"),
    "priority-invalid": instance("state MASTER", "priority 300"),
    "master-without-priority": instance("state MASTER"),
    "owner-without-state": instance("priority 255"),
    "nopreempt-and-master": instance("state MASTER", "priority 101", "nopreempt"),
    "nopreempt-and-owner": instance("priority 255", "nopreempt"),
    "nopreempt-and-master-later": instance("nopreempt", "state BACKUP", "state MASTER", "state BACKUP", "priority 9"),
    "delay-and-nopreempt": instance("nopreempt", "preempt_delay 5"),
    "delay-and-master": instance("state MASTER", "priority 99", "preempt_delay 5"),
    "authentication-in-v3": instance("version 3", "authentication {", "auth_type PASS", "auth_pass 1111", "}"),
    "authentication-without-password": instance("authentication {", "auth_type PASS", "}"),
    "authentication-cut": instance("authentication {", "auth_type PASS", "auth_pass 123456789", "}"),
    "version-of-the-file": with_globals("vrrp_version 3").replace("interface", "advert_int 0.5\n    interface"),
    "version-of-the-instance": with_globals("vrrp_version 3").replace("interface", "version 2\n    interface"),
    "version-twice": instance("version 3", "version 2", "advert_int 0.5"),
    "down-adverts-of-the-file": with_globals("vrrp_down_timer_adverts 2"),
    "down-adverts-of-the-instance": with_globals("vrrp_down_timer_adverts 2") + "",
    "down-adverts-invalid": instance("down_timer_adverts 0"),
    "strict": with_globals("vrrp_strict", "vrrp_version 3").replace("interface", "down_timer_adverts 2\n    interface"),
    "strict-master": with_globals("vrrp_strict").replace(
        "interface", "state MASTER\n    nopreempt\n    priority 9\n    interface"
    ),
    "strict-authentication": with_globals("vrrp_strict").replace(
        "interface", "authentication {\nauth_type PASS\nauth_pass 1111\n}\n    interface"
    ),
    "strict-instance": instance("strict_mode", "state MASTER", "priority 101", "nopreempt", "down_timer_adverts 2"),
    "strict-not-here": with_globals("vrrp_strict").replace("interface", "strict_mode off\n    interface"),
    "strict-owner": with_globals("vrrp_strict", "vrrp_version 3").replace("interface", "priority 255\n    interface"),
    "script-fall-invalid": GLOBAL + "vrrp_script a {\nscript /bin/true\nfall 0\nrise 3\nrise -1\n}\n" + instance(),
    "script-weight-inherited": GLOBAL + _WEIGHTED + instance("track_script {", "chk_haproxy", "}"),
    "script-weight-overridden": GLOBAL + _WEIGHTED + instance("track_script {", "chk_haproxy weight 0", "}"),
    "script-weight-invalid": GLOBAL + _WEIGHTED + instance("track_script {", "chk_haproxy weight 300", "}"),
    "script-below": GLOBAL + instance("track_script {", "chk_haproxy", "}") + SCRIPT,
    "script-undefined": GLOBAL + instance("track_script {", "nosuch", "}"),
    "script-tracked-twice": GLOBAL + SCRIPT + instance("track_script {", "chk_haproxy weight 2", "chk_haproxy", "}"),
    "group-of-weighted": grouped(first=GLOBAL + _WEIGHTED).replace(TWO, _MEMBERS),
    "group-of-weighted-allowed": grouped("sync_group_tracking_weight", first=GLOBAL + _WEIGHTED).replace(TWO, _MEMBERS),
    "group-of-unweighted": grouped(first=GLOBAL + SCRIPT).replace(TWO, _MEMBERS),
    "group-tracks-too": grouped("track_script {", "chk_haproxy weight 7", "}", first=GLOBAL + SCRIPT).replace(
        TWO, _MEMBERS
    ),
    "group-weight-wins": grouped(
        "sync_group_tracking_weight", "track_script {", "chk_haproxy weight 7", "}", first=GLOBAL + _WEIGHTED
    ).replace(TWO, _MEMBERS),
    "group-process": grouped("track_process {", "haproxy weight 4", "}", first=GLOBAL + PROCESS),
    "instance-twice": instance("priority 90") + instance("priority 91", router=52),
}
