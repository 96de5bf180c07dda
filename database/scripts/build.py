"""Imports the genesis files and publishes a snapshot, as `promptintel build` does."""

import sys

from core.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
