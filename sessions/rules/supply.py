"""Whether a site has enough of a vaccine for the days ahead. Facts in, figures out."""

from dataclasses import dataclass
from datetime import timedelta

AHEAD = timedelta(days=7)  # people planned until then are counted


@dataclass(frozen=True, slots=True)
class Supply:
    """Of one vaccine at one facility, in doses; only what may still be used."""

    on_shelf: int = 0
    reserved: int = 0  # issued to the sessions of the days ahead, not used yet
    people: int = 0  # planned in them, without an outcome yet

    def missing(self, *, least: int) -> int:
        """What should be sent for: enough for everybody planned, and never less than the lower limit."""
        return max(0, max(self.people, least) - self.on_shelf - self.reserved)
