"""`make bench`: speed as ratios within one run, against the simplest thing that could do the same write."""
