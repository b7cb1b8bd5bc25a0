"""A vaccination campaign played through the real services by made-up people, repeatable by its seed."""
