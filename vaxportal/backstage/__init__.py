"""Django's admin for the administrator: reference data to read, population figures to import. Nothing else."""
