# The logic is in scripts/; this names it. Each target installs first what it needs (Debian).
.PHONY: help run demo test test-newer torture doap power-cut bench audit fmt screenshots deb flatpak-sources

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

run: ## build Waxwing and open it, for an account of your own
	@scripts/run

demo: ## a conversation on this machine alone, with a peer on a private server
	@scripts/demo $(DEMO)

test: ## everything that has to hold: format, lints, docs, tests, packaging, .deb, demo
	@scripts/test

test-newer: ## the scenarios on Prosody 13 and ejabberd 24.12, in a Debian 13 root made once
	@scripts/test newer

torture: ## ten minutes of cuts, kills and restarts on two servers: no message may be lost, SEED=n plays one again
	@scripts/torture $(if $(SEED),--seed $(SEED)) $(TORTURE)

doap: ## docs/waxwing.doap and the README's table of XEPs, from tests/features.txt
	@WAXWING_BLESS=1 cargo test --locked --quiet -p waxwing-tests --test scenarios features::

power-cut: ## cut the power of a working store many times, and look at what is left
	@scripts/test powercut

bench: ## measure, into target/bench/results.json
	@scripts/bench

audit: ## licences, bans and sources of the dependencies (cargo-deny)
	@scripts/audit

fmt: ## format the sources
	@cargo fmt --all

screenshots: ## draw docs/screenshots/ again
	@scripts/screenshots

deb: ## build target/debian/waxwing_*.deb
	@scripts/deb

flatpak-sources: ## flatpak/cargo-sources.json from Cargo.lock
	@scripts/flatpak-sources
