"""Django's admin for the administrator: reference data to read. What may be changed has a screen and a service."""
