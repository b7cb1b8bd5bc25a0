"""The codes of the two fonts that people typed with before Unicode: which sign stands for which letter.

TCVN3 (the ABC fonts, `.VnTime`): Vietnamese standard TCVN 5712:1993, its part for lower-case letters and for the
capitals without tone; capitals with a tone are typed as lower-case letters, which the `.VnTimeH` fonts show as
capitals. VNI (`VNI-Times`): the maker's table for Windows; a letter with marks is its bare letter and then a sign for
the marks together, in the case of the letter. Both show up in a cell as signs of Windows-1252.
"""

import unicodedata
from collections.abc import Iterator

TCVN3_SIGNS = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢§£¤¥¦"
TCVN3_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ"

GRAVE, ACUTE, TILDE, HOOK, DOT, HAT, BREVE = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0302", "\u0306"
VNI_MARKS = {
    "ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT,
    "â": HAT, "à": HAT + GRAVE, "á": HAT + ACUTE, "å": HAT + HOOK, "ã": HAT + TILDE, "ä": HAT + DOT,
    "ê": BREVE, "è": BREVE + GRAVE, "é": BREVE + ACUTE, "ú": BREVE + HOOK, "ü": BREVE + TILDE, "ë": BREVE + DOT,
}  # fmt: skip
VNI_BASES = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> Iterator[tuple[str, str]]:
    """Every way to write a letter; the plain one of each letter last."""
    for base, bare in VNI_BASES.items():
        for sign, marks in VNI_MARKS.items():
            letter = unicodedata.normalize("NFC", bare + marks)
            if len(letter) == 1:
                yield from ((base + sign.upper(), letter), (base.upper() + sign, letter.upper()))
                yield from ((base + sign, letter), ((base + sign).upper(), letter.upper()))
    for sign, letter in VNI_ALONE.items():
        yield from ((sign, letter), (sign.upper(), letter.upper()))


def _tcvn3() -> Iterator[tuple[int, str]]:
    """A capital without a code of its own takes that of its small letter."""
    for sign, letter in zip(TCVN3_SIGNS, TCVN3_LETTERS, strict=True):
        if letter.upper() not in TCVN3_LETTERS:
            yield ord(letter.upper()), sign
        yield ord(letter), sign


FROM_TCVN3 = dict(zip(map(ord, TCVN3_SIGNS), TCVN3_LETTERS, strict=True))
FROM_VNI = dict(_vni())
TO_TCVN3 = dict(_tcvn3())
TO_VNI = {ord(letter): signs for signs, letter in FROM_VNI.items()}
