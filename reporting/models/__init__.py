from reporting.models.tallies import CoverageTally, DailyTally, Recount

__all__ = ["CoverageTally", "DailyTally", "Recount"]
