# Unnoise: `make` builds the site into site/, `make test` tests it, `make help` lists the rest.
# What is installed or kept stays in this folder: .venv, node_modules, .cache.

PY := .venv/bin/python
PYTHON ?=
NAME ?=
BACKEND ?=
SCHEDULER ?=
WORKERS ?=
ONLY ?=
MODEL ?= scenes
ARGS ?=

# No .ONESHELL, no !=, no grouped targets: macOS has make 3.81.
export PYTHON
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export NO_MKDOCS_2_WARNING := 1
# Caches stay here too, unless the environment names other places.
PIP_CACHE_DIR ?= $(CURDIR)/.cache/pip
npm_config_cache ?= $(CURDIR)/.cache/npm
PLAYWRIGHT_BROWSERS_PATH ?= $(CURDIR)/.cache/browsers
MPLCONFIGDIR ?= $(CURDIR)/.cache/matplotlib
DASK_CONFIG ?= $(CURDIR)/.cache/dask
export PIP_CACHE_DIR npm_config_cache PLAYWRIGHT_BROWSERS_PATH MPLCONFIGDIR DASK_CONFIG

# One set-up a run: parallel targets neither wait for nor undo each other's.
NEEDS := $(if $(filter test bench lint browser,$(MAKECMDGOALS)),test,site)

# Where figures are computed.
WHERE := $(strip $(BACKEND:%=--backend %) $(SCHEDULER:%=--scheduler %) $(WORKERS:%=--workers %))

.PHONY: site test test-peers train evaluate train-data serve look figure assets bundle fonts \
	bench lint twice browser setup lock clean distclean help

site: assets fonts
	$(PY) -m gen.site.bundle
	$(PY) -m gen.site.check
	$(PY) -m mkdocs build --strict --site-dir .cache/site
	$(PY) -m gen.site.finish .cache/site
	@$(PY) -m tools.replace .cache/site site

test: browser site
	$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-peers: setup
	@$(SHELL) tools/setup.sh peers
	.venv-peers/bin/python -m pytest --override-ini=addopts=-q tests/peers $(ARGS)

train: setup
	@$(SHELL) tools/setup.sh train
	.venv-train/bin/python -m gen.train.$(MODEL) $(ARGS)

evaluate: setup
	@$(SHELL) tools/setup.sh train
	.venv-train/bin/python -m gen.train.evaluate $(ARGS)

train-data: setup
	@$(SHELL) tools/setup.sh icons
	$(PY) -m gen.data.rasterise

serve: setup bundle fonts
	$(PY) -m gen.site.serve $(ARGS)

look: setup
	$(PY) -m tools.look

figure: setup fonts
	@$(if $(NAME),,echo "error: say which: make figure NAME=forward/cat" >&2; exit 1)
	$(PY) -m gen.build $(NAME)
	$(PY) -m gen.site.bundle
	$(PY) -m tools.look $(NAME)

assets: setup
	@$(if $(filter dask,$(BACKEND)),$(SHELL) tools/setup.sh dask)
	$(PY) -m gen.build $(WHERE)

bundle: setup
	$(PY) -m gen.site.bundle

fonts: setup
	$(PY) -m gen.site.fonts

bench: browser site
	$(PY) -m bench $(ONLY) $(ARGS)

lint: setup
	$(PY) -m tools.lint $(ONLY)

twice: assets
	$(PY) -m tools.twice

browser: setup
	$(PY) -m gen.site.browser --install

setup:
	@$(SHELL) tools/setup.sh $(NEEDS)

lock: setup
	@$(SHELL) tools/setup.sh lock
	$(PY) -m tools.lock $(ARGS)

clean:
	rm -rf site docs/assets gen/weights/distilled gen/weights/flow gen/weights/plane .cache
	rm -rf .pytask pytask.lock* .hypothesis .pytest_cache .mypy_cache .ruff_cache
	rm -rf .import_linter_cache

distclean: clean
	rm -rf .venv .venv-peers .venv-train node_modules

help:
	@echo "make                build the finished static site into site/ (also: make site)"
	@echo "make test           build it and run all tests; ARGS='-k name' for some of them"
	@echo "make serve          show edits at once while writing; ARGS='--port 9000'"
	@echo "make look           serve the built site/ as it will be published"
	@echo "make figure         NAME=forward/cat: build one figure and open it alone in the player"
	@echo "make assets         compute the stale figures; BACKEND=dask SCHEDULER=tcp://host:8786"
	@echo "make bundle         put Python for the browser into docs/assets/python"
	@echo "make fonts          cut the fonts into docs/assets/fonts"
	@echo "make bench          measure every budget; ONLY=lighthouse for a part, ARGS=--quick"
	@echo "make lint           format, lint, types, spelling, imports, scripts; ONLY=mypy for one"
	@echo "make test-peers     compare the mathematics with diffusers (installs PyTorch beside)"
	@echo "make train          teach the network that paints again; MODEL=latents, autoencoder, judge or grid"
	@echo "make evaluate       measure the network that paints (both install PyTorch beside)"
	@echo "make train-data     draw the subjects of the scenes again, from icon sets (kept in .cache)"
	@echo "make twice          build the figures twice from nothing and compare the bytes"
	@echo "make browser        find a Chromium or Chrome for the tests, or install one"
	@echo "make setup          install what building needs, and nothing else"
	@echo "make lock           lock all requirements again; ARGS=--upgrade for newer versions"
	@echo "make clean          remove what was made; make distclean: what was installed, too"
	@echo "Everywhere: PYTHON=/path/to/python3 (3.11 or newer), CHROME=/path/to/chromium"
