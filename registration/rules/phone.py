"""Vietnamese mobile numbers; read in the core, because accounts read them too."""

from vaxportal.core.phones import Phone, PhoneIs, read_phone

__all__ = ["Phone", "PhoneIs", "read_phone"]
