"""Django's admin for the administrator: reference data to read; vaccines and dose rules to change, by a service."""
