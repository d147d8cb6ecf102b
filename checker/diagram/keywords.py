"""The words that begin something else than a name, in any case, wherever a statement or a name may start.

Each counts up to an ASCII word end, whatever follows: "end-user" begins with the keyword `end`, "endpoint" does not.
"""

from __future__ import annotations

import re

from checker.diagram.clean import SPACES, WORD

# Followed by a label, up to the end of the line; by an id; by nothing of their own.
LINE_WORDS = {
    **dict.fromkeys(("loop", "rect", "opt", "break"), "BLOCK"),
    **dict.fromkeys(("par", "par_over"), "PAR"),
    **{word: word.upper() for word in ("box", "alt", "else", "and", "critical", "option")},
}
ID_WORDS = {
    **dict.fromkeys(("participant", "actor"), "PARTICIPANT"),
    **{word: word.upper() for word in ("destroy", "activate", "deactivate")},
}
BARE_WORDS = {
    "sequencediagram": "HEADER",
    **{word: word.upper() for word in ("create", "end", "over", "note", "autonumber", "off")},
}
_MENUS = ("links", "link", "properties", "details")
# These count as keywords only with the right text behind them; otherwise they begin a name.
PHRASES = {
    "left": ("SIDE", re.compile(rf"[lL][eE][fF][tT] [oO][fF](?![{WORD}])").match),
    "right": ("SIDE", re.compile(rf"[rR][iI][gG][hH][tT] [oO][fF](?![{WORD}])").match),
    "title": ("TITLE", re.compile(rf"[a-zA-Z]+:?[{SPACES}][^#\n;]+").match),
    "acctitle": ("ACC_TITLE", re.compile(rf"[a-zA-Z]+[{SPACES}]*:[{SPACES}]*([^\n]*)").match),
    "accdescr": (
        "ACC_DESCR",
        re.compile(rf"[a-zA-Z]+[{SPACES}]*(?::[{SPACES}]*([^\n]*)|\{{[{SPACES}]*([^}}]*)\}}?)").match,
    ),
    **dict.fromkeys(_MENUS, ("MENU", re.compile(rf"[a-zA-Z]+(?=[ \t]+[^/\\+()<>:,;\-{SPACES}])").match)),
}
KEYWORDS = frozenset((*LINE_WORDS, *ID_WORDS, *BARE_WORDS, *PHRASES))
