"""The REST door of registration: people registered by staff, and worker lists."""
