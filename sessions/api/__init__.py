"""The REST door of the day: sessions, their people, check-in, screening, doses, closing."""
