"""How large a worker list may be."""

MOST_BYTES = 20 * 1024 * 1024  # of an uploaded file
MOST_ROWS = 60_000  # of a sheet
