"""Text that was typed for the old fonts: `NguyÔn V¨n` (TCVN3) and `Nguyeãn Vaên` (VNI) are both Nguyễn Văn.

Such a text is known by its words: as they stand they are no Vietnamese syllables, read as meant they all are.
What can be read either way stays as it is, unless the whole file is said to be in the old letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from registration.rules.old_fonts import FROM_TCVN3, FROM_VNI, TCVN3_SIGNS, TO_TCVN3, TO_VNI
from registration.rules.syllables import is_syllable

MOST_TEXTS = 10_000  # looked at for a guess
FEWEST_TEXTS = 2  # that are plainly old, or it is no file of old letters: a single one is repaired where it stands
ONE_IN = 20  # of the texts that tell one or the other
NEVER_OLD = re.compile("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")  # no sign of an old font shows up as one of these
NO_LETTERS = "".join(sign for sign in TCVN3_SIGNS if not sign.islower() and not sign.isupper()) + "ªµ"
OLD_SIGNS = re.compile(  # signs that are no letters; a capital inside a word; pairs of VNI that no other language has
    f"[{NO_LETTERS}]|[a-zà-ỹ][À-Þ]|(?i:[ae][âàãåäøùõûê]|o[âåäøùõû]|u[øùõû]|y[øùõû]|[ôö][øùõûï])"
)
VNI_LETTER = re.compile("|".join(sorted(FROM_VNI, key=len, reverse=True)))
IN_TCVN3 = re.compile(f"[\x00-\x7f{TCVN3_SIGNS}]*")
IN_VNI = re.compile(f"(?:[\x00-\x7f]|{VNI_LETTER.pattern})*")
BETWEEN_WORDS = re.compile("[\\s!-@\\[-`{-~\u2010-\u201f\u2026]+")
CASED = frozenset("ăâđêôơư" + "abcdefghijklmnopqrstuvwxyz")  # the letters of which TCVN3 has capitals
WORD = re.compile(r"[^\W\d_]+")
OF_NAMES = """
nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý trương đoàn lâm đinh trịnh đào tạ hà thái tô
văn thị hữu đức công ngọc thành quốc xuân thúy thùy thủy hồng bích mỹ phước phúc tấn tân hùng dũng cường hải hòa hoà
bình tùng tuấn trí tài tâm thắng thịnh thuận toàn sơn phú đạt hiếu nghĩa nhân kiệt luân lộc lợi vân yến tuyết hạnh
hằng hiền hương nguyệt như phượng quyên quý thảo thơ tú vĩnh ý ánh ngân khuê lân hân bé bảy sáu út
"""
OF_ADDRESSES = (
    "đông tây đồng tháp hưng mười cửu sông số xã phường huyện quận tỉnh ấp khóm tổ đường khu phố trấn đội thôn nữ"
)
COMMON = frozenset(f"{OF_NAMES} {OF_ADDRESSES}".split())  # they settle what could be read in two ways


class Letters(StrEnum):
    """What a text was typed for."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


OLD = (Letters.TCVN3, Letters.VNI)


def to_unicode(text: str, letters: Letters) -> str:
    """The text as its font shows it; signs that the font does not have stay."""
    if letters == Letters.TCVN3:
        return _cased(text.translate(FROM_TCVN3))
    if letters == Letters.VNI:
        text = VNI_LETTER.sub(lambda found: FROM_VNI[found[0]], text)
    return unicodedata.normalize("NFC", text)


def from_unicode(text: str, letters: Letters) -> str:
    """As the text would have been typed."""
    table = {Letters.TCVN3: TO_TCVN3, Letters.VNI: TO_VNI}.get(letters, {})
    return unicodedata.normalize("NFC", text).translate(table)


def guess_letters(texts: Iterable[str]) -> Letters:
    """Of the cells of a file or a column; old letters if enough of the texts are plainly old, whatever the rest is."""
    telling = (text for text in texts if not text.isascii())
    counts = dict.fromkeys(Letters, 0)
    for text in islice(telling, MOST_TEXTS):
        if NEVER_OLD.search(text):
            counts[Letters.UNICODE] += 1
        elif letters := _plainly(text):
            counts[letters] += 1
    found = max(OLD, key=counts.__getitem__)
    is_enough = counts[found] >= FEWEST_TEXTS or not counts[Letters.UNICODE]
    return found if is_enough and counts[found] * ONE_IN >= sum(counts.values()) > 0 else Letters.UNICODE


def repaired(text: str) -> str | None:
    """A text that is plainly old, in Unicode; None for every other."""
    letters = None if text.isascii() or NEVER_OLD.search(text) else _plainly(text)
    return to_unicode(text, letters) if letters else None


def as_meant(text: str, letters: Letters) -> str:
    """A cell of a file typed for those letters; what is plainly Unicode in it stays."""
    if text.isascii() or NEVER_OLD.search(text):
        return text
    plain = _plainly(text)
    if plain or letters == Letters.UNICODE:
        return to_unicode(text, plain) if plain else text
    words = _words(text)
    meant = [_meant(word, letters) for word in words]
    if not all(meant):
        return to_unicode(text, letters) if _is_written_in(text, letters) and has_old_signs(text) else text
    if _common(meant) >= _common(words):
        return to_unicode(text, letters)
    return text


def has_old_signs(text: str) -> bool:
    """Something stands in it that no name in Unicode has, whether or not it can be read."""
    return OLD_SIGNS.search(text) is not None


def _plainly(text: str) -> Letters | None:
    """The old letters of a text whose words are all syllables in them and in no other way; None if that is not sure."""
    words = _words(text)
    if all(_is_unicode(word) for word in words):
        return None
    found = [letters for letters in OLD if _is_sure(words, letters)]
    if len(found) < len(OLD):
        return found[0] if found else None
    common = [_common(_meant(word, letters) for word in words) for letters in OLD]
    return None if common[0] == common[1] else OLD[common.index(max(common))]


def _is_sure(words: Sequence[str], letters: Letters) -> bool:
    """One word alone could be a foreign name: it must hold a sign that no name has, or be a common syllable."""
    meant = [_meant(word, letters) for word in words]
    if not all(meant):
        return False
    odd = [(word, syllable) for word, syllable in zip(words, meant, strict=True) if not _is_unicode(word)]
    return len(odd) > 1 or any(has_old_signs(word) or syllable in COMMON for word, syllable in odd)


def _words(text: str) -> list[str]:
    """Those that a font could have changed."""
    return [word for word in BETWEEN_WORDS.split(text) if not word.isascii()]


def _is_unicode(word: str) -> bool:
    """A syllable as it stands, without a capital inside. A sign alone tells nothing: it may be a bullet."""
    return len(word) == 1 or (is_syllable(word) and word in (word.lower(), word.upper(), word.capitalize()))


@lru_cache(maxsize=16_384)
def _meant(word: str, letters: Letters) -> str:
    """The syllable, in small letters, that a word stands for in those letters; empty if it stands for none."""
    syllable = to_unicode(word, letters).lower() if _is_written_in(word, letters) else ""
    return syllable if is_syllable(syllable) else ""


def _is_written_in(text: str, letters: Letters) -> bool:
    return (IN_TCVN3 if letters == Letters.TCVN3 else IN_VNI).fullmatch(text) is not None


def _common(words: Iterable[str]) -> int:
    return sum(word.lower() in COMMON for word in words)


def _cased(text: str) -> str:
    """Capitals with a tone have no code of their own: the case of such a letter is that of those around it."""
    sure = [word for word in WORD.findall(text) if word[0].lower() in CASED]
    inner = [letter for word in sure for letter in word[1:] if letter.lower() in CASED]
    if inner and all(letter.isupper() for letter in inner) and all(word[0].isupper() for word in sure):
        return text.upper()
    if sure and all(word[0].isupper() for word in sure):
        return WORD.sub(lambda word: word[0][0].upper() + word[0][1:], text)
    return text
