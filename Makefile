# The commands of this project. Each sets up what it needs.
.PHONY: setup run up test check bench simulate

CLOUD ?=
SEEDS ?= 300
FIRST ?= 0
SAMPLE ?= database/samples/northern_drone_racing.md
OUT ?= out

.venv/.ready: pyproject.toml requirements.lock scripts/installer.lock scripts/setup
	scripts/setup

setup: .venv/.ready  ## the environment alone, with every extra

ifeq ($(CLOUD),local)
run: setup  ## the same through separate processes on the emulators, from upload to artifacts
	scripts/install-gcs-emulator
	.venv/bin/python -m infra.local.run $(SAMPLE) --out $(OUT)
else
run: setup  ## a sample questionnaire through all seven stages, to a contract
	.venv/bin/promptintel run $(SAMPLE) --out $(OUT)
endif

up: setup  ## the whole system on the emulators, until interrupted
	scripts/install-gcs-emulator
	scripts/install-postgrest || true
	.venv/bin/python -m infra.local.up

test: setup  ## every test; STRICT=1 fails where a service cannot be started
	scripts/test

check: setup  ## lint, types, and the tests that need no service
	scripts/check

bench: setup  ## the benchmarks, each beside its peers
	.venv/bin/python -m bench

simulate: setup  ## SEEDS made-up worlds from number FIRST on, each with every kind of failure
	.venv/bin/python -m tests.simulation --seeds $(SEEDS) --first $(FIRST)
