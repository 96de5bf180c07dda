"""Checks the genesis files and names every problem, as `promptintel validate` does."""

import sys

from core.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["validate", *sys.argv[1:]]))
