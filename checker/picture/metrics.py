"""How wide a text is, without a browser: the advance widths of the sans-serif face that most systems have.

Arial, Helvetica, Liberation Sans and Arimo share these widths, in 1/2048 of the font size. Kerning is left out: it only
makes texts narrower. Where a reader has none of these fonts, the painter asks for the same widths (`textLength`).
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

FONT = "Arial, 'Liberation Sans', Arimo, Helvetica, sans-serif"
UNITS = 2048

# fmt: off
_CHARACTERS = (
    (391, "'"),
    (455, "ijlįĵĺļłſΐίιϊіј‘’"),
    (532, "|¦"),
    (569, " !,./:;I[\\]ft\xa0ÌÍÎÏìíîïĨĩĪīĬĭĮİıţŧ·ΙΪІЇї"),
    (597, "ľ"),
    (682, "()-`r¡¨²³´·¸¹ŕŗř‐“”„"),
    (684, "{}ŀ"),
    (717, "•"),
    (727, '"'),
    (747, "гѓ"),
    (748, "º"),
    (758, "ª"),
    (768, "ť"),
    (786, "Ί"),
    (797, "*"),
    (809, "τ"),
    (819, "°"),
    (896, "кќ"),
    (903, "ζ"),
    (909, "ĳ"),
    (913, "έε"),
    (917, "ξ"),
    (938, "т"),
    (939, "з"),
    (961, "^"),
    (987, "ς"),
    (1024, "JcksvxyzçýÿćĉċčĴķĸśŝşšŷźżžγκλνЈсухѕў↑↓"),
    (1045, "эє"),
    (1067, "чь"),
    (1075, "χ"),
    (1088, "в"),
    (1100, "¶"),
    (1109, "ЃГпя"),
    (1120, "ΰυϋύ"),
    (1124, "±÷≈≠≤≥"),
    (1128, "Γ"),
    (1131, "¯нџ"),
    (1139, "#$0123456789?L_abdeghnopqu¢£¤¥§«»àáâãäåèéêëðñòóôõöùúûüþāăąđēĕėęěĝğġģĥħĹĻĽĿŁńņňŋōŏőũūŭůűųήη"),
    (1139, "θοόаеорѐёђћ‒–†€"),
    (1140, "δ"),
    (1144, "ийѝ"),
    (1165, "ρ"),
    (1173, "бц"),
    (1178, "β"),
    (1180, "µμ"),
    (1184, "άα"),
    (1193, "ЌК"),
    (1195, "дл"),
    (1196, "+<=>~¬×−"),
    (1237, "ŉЗ"),
    (1251, "FTZ¿ßøŢŤŦŹŻŽΖΤТ"),
    (1259, "ď"),
    (1264, "σ"),
    (1266, "Σ"),
    (1280, "ъ"),
    (1301, "ЎУ"),
    (1328, "φ"),
    (1331, "Ξ"),
    (1344, "БЛЬ"),
    (1365, "Ч"),
    (1366, "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞĀĂĄĒĔĖĘĚĶŚŜŞŠŶŸΑΒΕΚΡΥΧΫЀЅАВЕРХ"),
    (1367, "ΆЁ"),
    (1368, "ΔΛ"),
    (1370, "ж"),
    (1387, "Д"),
    (1408, "м"),
    (1413, "π"),
    (1460, "ψ"),
    (1472, "ЄЍЏИЙПЭы"),
    (1479, "CDHNRUwÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲŵΗΝΠНСЯ"),
    (1481, "Ŋ"),
    (1505, "Ĳ"),
    (1509, "©®"),
    (1515, "Ц"),
    (1531, "Ω"),
    (1536, "ю"),
    (1541, "Ώ"),
    (1557, "Ф"),
    (1586, "Ό"),
    (1593, "GOQÒÓÔÕÖØĜĞĠĢŌŎŐΘΟО"),
    (1599, "ωώ"),
    (1606, "Έ"),
    (1621, "Ъ"),
    (1634, "Φ"),
    (1643, "ш"),
    (1664, "њ"),
    (1685, "фщ"),
    (1706, "MmΜМ"),
    (1708, "¼½¾"),
    (1711, "Ψ"),
    (1716, "Ή"),
    (1749, "Ћ"),
    (1752, "Ύ"),
    (1771, "Ђ"),
    (1813, "Ы"),
    (1821, "%æ"),
    (1856, "љ"),
    (1877, "Ш"),
    (1891, "Ж"),
    (1920, "Щ"),
    (1933, "WœŴ"),
    (2048, "ÆŒ—…™←→↔"),
    (2069, "ЊЮ"),
    (2079, "@"),
    (2165, "Љ"),
)
# fmt: on
_WIDTHS = {character: units for units, characters in _CHARACTERS for character in characters}
_UNSEEN = ("Mn", "Me", "Cf")


def width(text: str, size: float) -> float:
    """Return how wide a text of one line is at a font size, in the unit of the size; never less than it is."""
    try:
        units = sum(map(_WIDTHS.__getitem__, text))
    except KeyError:
        units = sum(_WIDTHS.get(c) or _other(c) for c in text)
    return units * size / UNITS


def is_measured(text: str) -> bool:
    """Say whether all characters are in the table, so that `width` is exact but for kerning."""
    return all(c in _WIDTHS for c in text)


def _other(character: str) -> int:
    """Return a width that no common font exceeds for a character that the face does not have."""
    if category(character) in _UNSEEN:
        return 0
    return UNITS * 5 // 4 if east_asian_width(character) in "WF" else UNITS
