# The commands of this project. Each sets up what it needs.
.PHONY: setup run test check bench

SAMPLE ?= database/samples/northern_drone_racing.md
OUT ?= out

.venv/.ready: pyproject.toml requirements.lock scripts/installer.lock scripts/setup
	scripts/setup

setup: .venv/.ready  ## the environment alone, with every extra

run: setup  ## a sample questionnaire through all seven stages, to a contract
	.venv/bin/promptintel run $(SAMPLE) --out $(OUT)

test: setup  ## every test; STRICT=1 fails where a service cannot be started
	scripts/test

check: setup  ## lint, types, and the tests that need no service
	scripts/check

bench: setup  ## the benchmarks, each beside its peers
	.venv/bin/python -m bench
