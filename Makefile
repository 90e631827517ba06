# Two commands: `make run` publishes the warehouse from the embedded data, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
TOOLS := data/tools
BOM ?= data/bom.cdx.json
LOCK ?= requirements.txt
export DO_NOT_TRACK = 1
export DBT_SEND_ANONYMOUS_USAGE_STATS = false

.DEFAULT_GOAL := help
.PHONY: help run test lint lint-python lint-types lint-sql hooks dev docs superset lock spark parity bench bench-lines bench-swap clients bom audit clean
help: ## These lines
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

run: $(VENV)/.installed ## Publish the warehouse from the embedded data
	@$(BIN)/fundament run

test: $(VENV)/.installed-dev lint ## Lint, then all tests, by two workers (WORKERS=4: by four)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --junitxml=.pytest_cache/last.xml

# Side by side: mypy has one process.
lint: $(VENV)/.installed-dev ## ruff, imports, mypy; of the SQL what changed since it last passed
	@$(MAKE) --no-print-directory --jobs=$(WORKERS) --output-sync=target lint-types lint-sql lint-python

lint-python:
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo > /dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/ruff format --check .

lint-types:
	@$(BIN)/mypy

# What passed and has not changed since passes again; a new rule, version or macro has all looked at.
SQL := $(shell find dbt/models dbt/tests -name '*.sql')
SQL_RULES := pyproject.toml requirements-dev.txt $(wildcard dbt/macros/*.sql)
lint-sql: $(VENV)/.linted-sql
	@:

$(VENV)/.linted-sql: $(SQL) $(SQL_RULES)
	@touch $@.begun
	@$(BIN)/sqlfluff lint $(if $(filter $(SQL_RULES),$?),dbt/models dbt/tests,$?) --processes $(WORKERS) --disable-progress-bar --nocolor
	@mv $@.begun $@

hooks: ## Lint what is staged at each commit, in seconds
	@git config core.hooksPath .githooks

dev: $(VENV)/.installed ## Dagster's page, with the job and its assets
	@$(BIN)/fundament dev

# The models that follow from sources.yml, the data dictionary as a page, dbt's documentation as one file,
# data/docs/index.html, and the schema of a delivery.
docs: $(VENV)/.installed ## What follows from sources.yml; data dictionary, dbt's documentation as one page, schema of a delivery
	@$(BIN)/python -m fundament.transformation.known_models
	@$(BIN)/python -m fundament.transformation.dictionary
	@$(BIN)/python -m fundament.deliveries.declared.schema

# A Superset of its own, outside the project's lock: import, compare every chart with its mart, screenshot.
superset: $(VENV)/.installed ## A Superset with the dashboard, each chart held against its mart
	@$(PYTHON) bi/superset/try.py $(SUPERSET)

bench: $(VENV)/.installed ## What a run takes beside the imports of its frameworks; what reading takes
	@$(BIN)/python -m benchmarks.nightly --write
	@$(BIN)/python -m benchmarks.read

# Hours, and 60 GB of disk.
bench-lines: $(VENV)/.installed ## A night over 1, 10 and 50 million lines, beside other ways
	@FUNDAMENT_MEMORY_LIMIT=3GB $(BIN)/python -m benchmarks.ledger --lines 1000000 10000000 50000000 --write

# How long the swap of a release takes, beside the publication that it ends.
bench-swap: $(VENV)/.installed-dev ## How long the swap of a release takes
	@$(BIN)/python -m benchmarks.swap

# Older and newer DuckDB clients, each in an environment of its own, read the current release.
clients: $(VENV)/.installed ## Older and newer DuckDB clients read the current release
	@$(BIN)/python -m benchmarks.old_clients

# The lock files: exact versions with hashes, no index named. Needs `uv` on the PATH.
lock: ## The lock files anew
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev --extra spark -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.txt
	uv pip compile pyproject.toml --extra spark -c requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-spark.txt
	echo "pyspark>=4.2,<5" | uv pip compile - --no-deps --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-spark-server.txt

# The bill of materials of the lock, CycloneDX, the same for the same lock: it goes with each release of the project.
bom: $(TOOLS)/.installed ## The bill of materials of the lock, for a release of the project
	@PYTHONWARNINGS=ignore $(TOOLS)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o $(BOM) requirements.txt
	@echo "$(CURDIR)/$(BOM)"

# The lock against a list of known vulnerabilities, where one can be reached: that of the package index, or AUDIT="-s osv".
# A package that the list can't tell of is no good news: that ends with 1 too.
audit: $(TOOLS)/.installed ## The lock against a list of known vulnerabilities
	@$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r $(LOCK) $(AUDIT)

# Tools of the two, in an environment of their own: the lock does not know them.
$(TOOLS)/.installed: | $(BIN)/python
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0 pip-audit==2.10.1
	@touch $@

clean: ## Remove the environment and what dbt made
	rm -rf $(VENV) dbt/target dbt/logs

# Spark as the second engine: its client into the environment; where SPARK_REMOTE names none, Apache Spark beside it.
spark: $(VENV)/.installed-spark $(if $(strip $(SPARK_REMOTE)),,$(VENV)/.installed-spark-server) ## Apache Spark as the second engine: that of SPARK_REMOTE, or one here, with Java 17 (docs/scale.md)
	@$(BIN)/python -m fundament.engines.local_spark --check

# Memo, synthetic portfolio and messy folder on both engines: every relation, row for row.
parity: spark $(VENV)/.installed-dev ## Every relation on DuckDB and on Apache Spark, row for row
	@$(BIN)/python -m tests.parity

$(VENV)/.installed-spark: requirements-spark.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.txt
	@touch $@

$(VENV)/.installed-spark-server: requirements-spark-server.txt $(VENV)/.installed
	@$(BIN)/python -m fundament.engines.local_spark --check-java
	@echo "Installing Apache Spark (once, some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade --target $(VENV)/spark -r requirements-spark-server.txt
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fundament needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

# pip, since it follows the index and certificate settings of the organisation; it compiles to bytecode.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "Preparing the models (once for each change of them, about half a minute)"
	@$(BIN)/python -m fundament.transformation.prepared
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@
