"""Lines of text that were written for TeX."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
}
_ACCENT = re.compile(r"""\\(?:([`'^~"=.])\s*|([uvHckrd])(?:\s+|(?=\{)))\{?(\\?[A-Za-z])\}?""")
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "ldots": "…",
    "dots": "…",
    "textendash": "–",
    "textemdash": "—",
}
_LETTER = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?:\{{\}}|\b\s?)")
_FONT = re.compile(
    r"\\(?:em|it|bf|sc|sl|tt|rm|emph|textit|textbf|texttt|textsc|textrm|textsl|mbox|noun)\b\s*"
)
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_LINE_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\newline\b")
_BRACE = re.compile(r"(?<!\\)[{}]")


def tex_to_text(text: str) -> str:
    """The text as it is to be read: letters with their accents, without fonts, braces and commands.

    What is not known is left as it is.
    """
    if not any(sign in text for sign in ("\\", "{", "~", "--", "``", "''", "$")):
        return " ".join(text.split())
    text = _LINE_END.sub(" ", text)
    text = _ACCENT.sub(_accented, text)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    text = _FONT.sub("", text)
    text = _ESCAPED.sub(r"\1", _BRACE.sub("", text))
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("~", " ")
    return " ".join(text.split())


def _accented(found: re.Match[str]) -> str:
    letter = found[3].removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])
