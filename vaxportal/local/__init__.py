"""The embedded default: PostgreSQL and Valkey from wheels under one folder, and the supervisor that runs everything."""
