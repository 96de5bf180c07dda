"""From facts, a rate card and a tier to three priced suggestions. Pure: no I/O, no clock."""
