"""What a heading of a list says: which field, of which dose. Whatever the wording, the marks, the font.

Headings are compared without marks and signs. Some words name a field only below another heading (`Ngày` below
`Mũi 1`, `Nam` below `Năm sinh`): what they say begins with a tilde here, and list_columns knows the place.
"""

import re
from dataclasses import dataclass

from registration.rules.legacy_text import NEVER_OLD, OLD, has_old_signs, to_unicode
from vaxportal.core.text import fold

LONGEST_HEADING = 120
SOMETHING_ELSE = "~else"  # what a list may have and we do not want
SOMEBODY_ELSE = "~somebody"  # the same, and all that stands below it
DOSE = "~dose"
OF_DOSES = frozenset({"vaccine", "given_on", "lot", "facility"})

ANOTHER = "GIAM HO|CHU HO|NGUOI THAN|NGUOI LIEN HE|NGUOI LAP|NGUOI NHAP|NGUOI BAO|PHU HUYNH|CHA|ME|BO ME|VO|CHONG"
UNIT = "(DON VI|CONG TY|CO QUAN|DOANH NGHIEP|XI NGHIEP|NHA MAY|COMPANY)"
WORKER = "(NGUOI|NGUOI (LAO DONG|DUOC TIEM|TIEM|DAN)|NHAN VIEN|CONG NHAN( VIEN)?|LAO DONG|NLD|CNV|CBCNV|DOI TUONG)"
NUMBER = "(SO |MA SO |MA )?(THE |SO )?"
CITY = "( THANH PHO| TP| T P| THI XA| TX| T X| THI TRAN| TT| T T)*"
NOW = "( (NOI )?(CU TRU|TAM TRU|THUONG TRU|O|HIEN NAY|HIEN TAI))*"
WISHED = "(?!.*(DANG KY|NGUYEN VONG|MUON))"
PATTERNS = (  # the first that is the whole heading; a figure after the field: the higher, the less sure
    ("phone1", "(SO )?(DIEN THOAI|DT|SDT|DTDD) (CUA )?(NGUOI )?(GIAM HO|CHA|BO|ME|PHU HUYNH)( .*)?"),  # of a child
    (SOMEBODY_ELSE, f"(.* )?({ANOTHER})( .*)?"),
    (SOMETHING_ELSE, "(.* )?(NGAY (CAP|VAO|KY|HET HAN|HEN|DU KIEN|DANG KY|BAT DAU|HOP DONG)|NOI CAP)( .*)?"),
    (SOMETHING_ELSE, "(DAN TOC|QUOC TICH|TON GIAO|NGHE( NGHIEP)?|CHUC (VU|DANH)|CONG VIEC|TUOI|TRINH DO)( .*)?"),
    (SOMETHING_ELSE, "(TINH TRANG|NHOM MAU|NOI SINH|QUE QUAN|NGUYEN QUAN|KY|CHU KY|HON NHAN|TIEN SU|BENH)( .*)?"),
    (SOMETHING_ELSE, "(MA|SO|MA SO)( THE)? (NV|NHAN VIEN|CN|CONG NHAN|NLD|CNV)|MSNV|MNV|EMPLOYEE (ID|CODE)"),
    (SOMETHING_ELSE, f"((SO )?(DIEN THOAI|DT)|DIA CHI) (CUA )?({UNIT}|BAN|NOI LAM VIEC)( .*)?"),
    ("row", "STT|TT|S T T|SO TT|SO THU TU|THU TU|NO"),
    ("family_name", "HO|HO (TEN |VA TEN |CHU |VA CHU |VA )?(DEM|LOT)|(LAST|FAMILY) NAME|SURNAME"),
    ("middle_name", "(TEN |CHU )?(DEM|LOT)|MIDDLE NAME"),
    ("given_name", "TEN( GOI)?|(FIRST|GIVEN) NAME"),
    ("name", f"HO( CHU| TEN| VA| VA CHU| VA TEN)*( DEM| LOT)?( VA)? TEN( .*)?|TEN {WORKER}( .*)?"),
    ("name", "((FULL|EMPLOYEE|WORKER|STAFF) )?(FULL )?NAME( .*)?|TEN DAY DU"),
    ("born_male", "(NAM|NGAY|NGAY THANG NAM) SINH (CUA )?NAM( GIOI)?|NS NAM"),
    ("born_female", "(NAM|NGAY|NGAY THANG NAM) SINH (CUA )?NU( GIOI)?|NS NU"),
    ("born_month", "THANG SINH"),
    ("born", "(NGAY( THANG)?( VA)?( NAM)? SINH|NAM SINH|NTNS|N SINH|NG SINH|SINH (NGAY|NAM))( .*)?"),
    ("born", "((DATE|DAY|YEAR) OF BIRTH|DOB|BIRTH (DATE|DAY|YEAR))( .*)?"),
    ("sex", "(GIOI( TINH)?|G TINH|GT|PHAI|NAM NU|NAM HAY NU|SEX|GENDER)( .*)?"),
    ("sex_female", "NU( GIOI)?( X| DANH DAU X)?"),
    ("group", "(MA |SO |MA SO )?(NHOM|DOI TUONG|DTUT|UU TIEN|UT|DT (UT|UU TIEN))( .*)?|PRIORITY( .*)?"),
    ("facility", "(TEN |MA )?(DIA DIEM|NOI|CO SO|DIEM|DON VI) (DA )?TIEM( .*)?|(MA )?CO SO KCB|SITE|FACILITY"),
    ("workplace", f"(TEN )?{UNIT}( .*)?|(NOI|CHO) (LAM VIEC|LAM|CONG TAC)( .*)?|WORK PLACE|EMPLOYER"),
    ("workplace1", "(BO PHAN|PHONG( BAN)?|PHAN XUONG|XUONG|CHUYEN|TO SAN XUAT|TO SX|KHOA PHONG|DEPARTMENT)( .*)?"),
    ("email", "(EMAIL|E MAIL|MAIL|GMAIL|THU DIEN TU|(DIA CHI|D C) (EMAIL|E MAIL|MAIL|THU DIEN TU))( .*)?"),
    ("phone", "(SO )?(DIEN THOAI|DT|SDT|DTDD|DTLH|DI DONG|PHONE|TEL|TELEPHONE|MOBILE|CELL)( .*)?|SO MAY"),
    ("id", f"{NUMBER}(CMT|CMTND|CMND|GCMND|CCCD|CAN CUOC|CHUNG MINH|GIAY TO|GTTT|DINH DANH|HO CHIEU)( .*)?"),
    ("id", "((CITIZEN|NATIONAL) )?(ID|IDENTITY|PASSPORT)( CARD| NUMBER| NO)+|PASSPORT"),
    ("bhyt", f"{NUMBER}(THE )?(BHYT|BH YT|BAO HIEM Y TE|BH Y TE|HEALTH INSURANCE)( .*)?"),
    ("bhyt1", f"{NUMBER}(BHXH|BAO HIEM( XA HOI)?|BH)( .*)?"),
    ("province_code", "MA (SO )?TINH( .*)?|PROVINCE CODE"),
    ("district_code", "MA (SO )?(QUAN|HUYEN|Q H|H Q)( .*)?|DISTRICT CODE"),
    ("commune_code", "MA (SO )?(XA|PHUONG|P X|X P|DVHC|DIA BAN)( .*)?|(COMMUNE|WARD) CODE"),
    ("province", f"(TEN )?TINH{CITY}{NOW}|PROVINCE( .*)?"),
    ("district", f"(TEN )?(QUAN|HUYEN|Q H|H Q)( HUYEN| QUAN)?{CITY}{NOW}|DISTRICT( .*)?"),
    ("commune", f"(TEN )?(XA|PHUONG|P X|X P)( PHUONG| XA)?{CITY}{NOW}|(COMMUNE|WARD)( .*)?"),
    (
        "hamlet",
        "(TEN )?(DIA BAN( .*)?|(AP|KHOM|THON|XOM|BUON|KHU PHO|TO DAN PHO|TDP)( (AP|KHOM|THON|XOM|BUON|TO|KHU).*)?)",
    ),
    ("address", "(DIA CHI|D C|SO NHA|NOI (CU TRU|O|TAM TRU)|CHO O|CU TRU|TAM TRU|(HOME )?ADDRESS)( .*)?"),
    ("address1", "(NOI )?((DANG KY|DK) )?(THUONG TRU|HKTT|HO KHAU)( .*)?|NOI (DANG KY|DK)( .*)?"),
    ("vaccine", f"{WISHED}(TEN |LOAI |TEN LOAI )?(VAC XIN|VACCINE|THUOC TIEM)( .*)?"),
    ("given_on", "(NGAY|THOI GIAN)( THANG)?( NAM)? (DA )?(TIEM|CHICH)( .*)?|VACCINATION DATE|VACCINATED ON"),
    ("lot", "(SO |MA )?LO( SX| SAN XUAT| VAC XIN| VACCINE| THUOC| TIEM)?|(LOT|BATCH)( NUMBER| NO)?"),
    ("note", "GHI CHU( .*)?|NOTES?|REMARKS?"),
    ("result", "KET QUA( .*)?"),
    ("~day", "NGAY|DATE"),
    ("~month", "THANG"),
    ("~nam", "NAM( GIOI)?( X| DANH DAU X)?"),  # Năm, the year, or Nam, male: the marks may be gone
    ("~number", "SO|MA SO|SO THE|SO HIEU"),
    ("~code", "MA"),
    ("~kind", "LOAI"),
    ("~place", "NOI|DIA DIEM|CO SO|DIEM"),
)
FIELDS = [field for field, _words in PATTERNS]
LOOSE_SPACE = re.compile(r"(?<!\*) (?![.*])")  # `HoTen` and `hoten` are no two words
HEADING = re.compile("|".join(f"(?P<f{at}>{LOOSE_SPACE.sub(' ?', words)})" for at, (_, words) in enumerate(PATTERNS)))
FIGURE = re.compile(r"^(?:COT )?[0-9]{1,2} (?=..)")
LETTER = re.compile(r"^(?:COT )?(?:[IVX]{1,4}|[A-Z]) (?=..)")
IN_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\{[^}]*\}?")
DOSE_WORDS = re.compile(
    r"\b(?:(?:MUI|LAN|LIEU|DOSE)(?: TIEM)?(?: SO| THU)? ?([1-9]|I{1,3}|NHAT|HAI|BA)"
    r"|(1ST|2ND|3RD|FIRST|SECOND|THIRD) DOSE|M([1-3]))\b"
)
DOSE_NUMBERS = {"I": 1, "II": 2, "III": 3, "NHAT": 1, "HAI": 2, "BA": 3, "1ST": 1, "2ND": 2, "3RD": 3}
DOSE_NUMBERS |= {"FIRST": 1, "SECOND": 2, "THIRD": 3}
DOSE_ALONE = ("", "TIEM", "TIEM CHUNG", "DA TIEM", "THONG TIN", "THONG TIN TIEM")
TOO_LONG_A_NUMBER = re.compile(r"(?:[0-9][ .\-/]?){6}")


@dataclass(frozen=True, slots=True)
class Heading:
    """`rank` is 0 for a word that says plainly what it means, more for one that gives way; `dose` is 0 if not said."""

    field: str = ""
    rank: int = 0
    dose: int = 0


NOTHING = Heading()


def read_heading(cell: object) -> Heading:
    """As it stands, and as an old font would show it: first the likelier of the two; then whichever names a field."""
    if not isinstance(cell, str) or not cell or len(cell) > LONGEST_HEADING or TOO_LONG_A_NUMBER.search(cell):
        return NOTHING
    found = [_understood(cell)]
    if not cell.isascii() and not NEVER_OLD.search(cell):
        old = [_understood(to_unicode(cell, letters)) for letters in OLD]
        found = [*old, *found] if has_old_signs(cell) else [*found, *old]
    said = [heading for heading in found if heading.field]
    return next((heading for heading in said if not heading.field.startswith("~")), said[0] if said else NOTHING)


def heading_of(cell: object) -> str:
    """The field that a heading names by itself; empty where it names none."""
    field = read_heading(cell).field
    return "" if field.startswith("~") else field


def _understood(words: str) -> Heading:
    """The whole of it, else without a letter that numbers it, else without what is in brackets."""
    if words.strip() == "#":
        return Heading("row")
    whole, bare = (FIGURE.sub("", fold(text), count=1) for text in (words, IN_BRACKETS.sub(" ", words)))
    found = (_said(text) for text in (whole, bare, *(LETTER.sub("", text, count=1) for text in (whole, bare))) if text)
    return next((heading for heading in found if heading.field), NOTHING)


def _said(words: str) -> Heading:
    dose = 0
    if match := DOSE_WORDS.search(words):
        number = next(filter(None, match.groups()))
        dose = DOSE_NUMBERS.get(number) or int(number)
        words = " ".join(f"{words[: match.start()]} {words[match.end() :]}".split())
        if words in DOSE_ALONE:
            return Heading(DOSE, 0, dose)
    if not (match := HEADING.fullmatch(words)):
        return NOTHING
    field = FIELDS[int(str(match.lastgroup)[1:])]
    return Heading(field.rstrip("1"), int(field.endswith("1")), dose)
