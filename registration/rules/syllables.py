"""Whether a written word can be a Vietnamese syllable: a beginning, a rhyme, a tone that the rhyme can bear.

Spelled as schools teach it; both ways to place the tone (`hoà`, `hòa`) are right. Names in other languages of the
country (`Krông`, `Y Blô`) are no syllables: whoever asks has to leave them as they are.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
OF_STOPS = "\u0301\u0323"  # a syllable that ends in c, ch, p or t bears one of these two
STOPS = ("c", "ch", "p", "t")
VOWELS = "aăâeêioôơuưy"
MARKED = frozenset("ăâêôơư")
EITHER_BEARS = ("oa", "oe", "uy", "oo")
TONED = {unicodedata.normalize("NFC", vowel + tone): (vowel, tone) for vowel in VOWELS for tone in TONES}
BEGINNINGS = (*"bcdđghklmnprstvx", "ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "th", "tr", "")
BEFORE_Y = ("", "d", "h", "k", "l", "m", "n", "s", "t", "th", "v")  # as the only vowel
GLIDES = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
NO_GLIDE = ("b", "c", "k", "m", "ph", "v")  # `qu` is a beginning of its own
ENDINGS = {  # what may follow a vowel; a dot stands for nothing
    "a": ". c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": ". c m n ng o p t",
    "ê": ". ch m n nh p t u",
    "i": ". a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "yê": "m n ng t u",
    "y": ".",
    "o": ". c i m n ng p t",
    "oa": ". c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": ". n o t",
    "oo": "c ng",
    "ô": ". c i m n ng p t",
    "ơ": ". i m n p t",
    "u": ". a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": ". ch nh",
    "uơ": ".",
    "uô": "c i m n ng p t",
    "uy": ". a ch n nh p t u",
    "uyê": "n t",
    "ư": ". a c i m n ng t u",
    "ươ": "c i m n ng p t u",
}
AFTER_QU = {
    "a": ". c ch i n ng nh o t u y",
    "ă": "c m n ng p t",
    "â": "c n ng t u y",
    "e": ". n o t",
    "ê": ". ch n nh t",
    "i": ". t",
    "ơ": ". i n t",
    "ô": ". c i",
    "y": ". n nh t",
    "yê": "n t",
}


def is_syllable(word: str) -> bool:
    """`Nguyễn`, `HOÀ`, `qúy`; not `Nguyeãn`, `Nguyen`, `Müller`."""
    return _is_syllable(word.lower())


@lru_cache(maxsize=16_384)  # there are some 7,000 in use
def _is_syllable(word: str) -> bool:
    parts = [TONED.get(letter, (letter, "")) for letter in unicodedata.normalize("NFC", word)]
    letters = "".join(letter for letter, _tone in parts)
    if letters not in SYLLABLES:
        return False
    tones = [(tone, place) for place, (_letter, tone) in enumerate(parts) if tone]
    if not tones:
        return not letters.endswith(STOPS)
    tone, place = tones[0]
    return len(tones) == 1 and (tone in OF_STOPS or not letters.endswith(STOPS)) and _bears(letters, place)


def _can_follow(beginning: str, vowel: str) -> bool:
    """K, gh and ngh before e, ê and i, c, g and ng before the rest; but gi before i is written g: `gì`, `giêng`."""
    if vowel.startswith("y"):
        return beginning in (BEFORE_Y if vowel == "y" else ("",))
    if beginning == "gi":
        return vowel[0] != "i"
    if vowel[0] in "eêi":
        return beginning not in ("c", "ng") and (beginning != "g" or vowel[0] == "i")
    if vowel.startswith(GLIDES) and beginning in NO_GLIDE:
        return False
    return beginning not in ("gh", "ngh")


def _syllables() -> Iterator[str]:
    """All of them without tones."""
    for vowel, endings in ENDINGS.items():
        written = ["" if ending == "." else ending for ending in endings.split()]
        for beginning in BEGINNINGS:
            if _can_follow(beginning, vowel):
                yield from (beginning + vowel + ending for ending in written)
    for vowel, endings in AFTER_QU.items():
        yield from (f"qu{vowel}{'' if ending == '.' else ending}" for ending in endings.split())


def _bears(letters: str, at: int) -> bool:
    """Whether a tone may stand there: on â, ê, ơ… if there is one, else on the first vowel, or on the next: `hoà`."""
    marked = [place for place, letter in enumerate(letters) if letter in MARKED]
    if marked:
        return at in marked
    begins = 2 if letters.startswith(("qu", "gi")) and letters[2:] and letters[2] in VOWELS else 0
    first = next(place for place, letter in enumerate(letters) if place >= begins and letter in VOWELS)
    return at <= first or (at == first + 1 and letters[first : at + 1] in EITHER_BEARS)


SYLLABLES = frozenset(_syllables())
