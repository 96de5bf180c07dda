"""What the system runs on: local servers and emulators, and the cloud's declaration."""
