"""How a dose is named by its series and number, wherever it is said."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.rules.states import Series

SERIES_NAMES = {Series.PRIMARY: _("Cơ bản"), Series.ADDITIONAL: _("Bổ sung"), Series.BOOSTER: _("Nhắc lại")}


def dose_word(series: str, number: int) -> str:
    """“Mũi 2”, “Nhắc lại mũi 1”: the primary course needs no name."""
    if series == Series.PRIMARY:
        return gettext("Mũi %(number)s") % {"number": number}
    return gettext("%(series)s mũi %(number)s") % {"series": SERIES_NAMES[Series(series)], "number": number}
