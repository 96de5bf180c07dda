"""Local servers and emulators, started alike by `make up`, the tests and the benches."""
