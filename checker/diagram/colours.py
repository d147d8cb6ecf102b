"""Which words CSS takes for a colour: this decides whether the first word beside `box` is a colour or a title."""

from __future__ import annotations

import re

_LIST = """
accentcolor accentcolortext activetext aliceblue antiquewhite aqua aquamarine azure beige bisque black
blanchedalmond blue blueviolet brown burlywood buttonborder buttonface buttontext cadetblue canvas canvastext
chartreuse chocolate coral cornflowerblue cornsilk crimson currentcolor cyan darkblue darkcyan darkgoldenrod
darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon
darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray
dimgrey dodgerblue field fieldtext firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold
goldenrod gray graytext green greenyellow grey highlight highlighttext honeydew hotpink indianred indigo
inherit initial ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue
lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen linktext magenta mark marktext
maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive
olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff
peru pink plum powderblue purple rebeccapurple red revert rosybrown royalblue saddlebrown salmon sandybrown
seagreen seashell selecteditem selecteditemtext sienna silver skyblue slateblue slategray slategrey snow
springgreen steelblue tan teal thistle tomato transparent turquoise unset violet visitedtext wheat white
whitesmoke yellow yellowgreen
"""
_NAMES = frozenset(_LIST.split())
_NUMBER = r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_ALPHA = rf"{_NUMBER}%?\s*"
_RGB = rf"rgba?\(\s*(?:{_NUMBER}\s*(?:,{_NUMBER}\s*){{2}}|{_NUMBER}%\s*(?:,{_NUMBER}%\s*){{2}})(?:,{_ALPHA})?\)"
_RGB_MODERN = rf"rgba?\((?:{_NUMBER}%?|\s*none)(?:\s(?:{_NUMBER}%?|\s*none)){{2}}\s*(?:/(?:{_ALPHA}|\s*none\s*))?\)"
_HUE = rf"{_NUMBER}(?:deg|rad|grad|turn)?"
_HSL = rf"hsla?\({_HUE}\s*(?:,{_NUMBER}%\s*){{2}}(?:,{_ALPHA})?\)"
_HSL_MODERN = rf"hsla?\((?:{_HUE}|\s*none)(?:\s(?:{_NUMBER}%?|\s*none)){{2}}\s*(?:/(?:{_ALPHA}|\s*none\s*))?\)"
_FUNCTION = re.compile("|".join((_RGB, _RGB_MODERN, _HSL, _HSL_MODERN)), re.IGNORECASE | re.ASCII).fullmatch


def is_colour(text: str) -> bool:
    """Say whether a browser takes the text as a value of `color`."""
    # A long run of blanks or digits is no colour anybody writes; the bound keeps the match quick.
    return text.lower() in _NAMES or (len(text) <= 100 and bool(_FUNCTION(text)))
