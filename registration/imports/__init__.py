"""The door for files: what an employer uploads becomes rows for the set-based service."""
