# Aliases for ./dev, which does the work.
.PHONY: run test lint
run test lint:
	@./dev $@
