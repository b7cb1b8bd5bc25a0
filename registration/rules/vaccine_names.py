"""Vaccines by any of the names that people write."""

from vaxportal.core.text import fold

VACCINE_WORDS = {
    "VAXZEVRIA": "VAXZEVRIA",
    "ASTRA": "VAXZEVRIA",
    "AZD1222": "VAXZEVRIA",
    "COMIRNATY": "COMIRNATY",
    "PFIZER": "COMIRNATY",
    "SPIKEVAX": "SPIKEVAX",
    "MODERNA": "SPIKEVAX",
    "JANSSEN": "JANSSEN",
    "JOHNSON": "JANSSEN",
    "VERO CELL": "VERO_CELL",
    "VEROCELL": "VERO_CELL",
    "SINOPHARM": "VERO_CELL",
    "HAYAT": "HAYAT_VAX",
    "SPUTNIK": "SPUTNIK_V",
    "ABDALA": "ABDALA",
    "COVISHIELD": "COVISHIELD",
    "CORONAVAC": "CORONAVAC",
    "SINOVAC": "CORONAVAC",
    "NUVAXOVID": "NUVAXOVID",
    "NOVAVAX": "NUVAXOVID",
}


def find_vaccine(written: str) -> str:
    """The code of a vaccine by any of the names people write; empty where none is meant."""
    folded = fold(written.replace("_", " "))
    if folded == "AZ":
        return "VAXZEVRIA"
    return next((code for word, code in VACCINE_WORDS.items() if word in folded), "")
