# What a contributor types. `make check test` before a change is sent.
FUZZTIME ?= 5m
LINT := go tool -modfile=tools.mod golangci-lint

.PHONY: demo check test smoke fuzz golden pictures mutants bench torture torture-short

demo: ## the practice workspace, in the browser
	go run ./cmd/parallax demo

check: ## format, vet, linters, modules
	@test -z "$$(gofmt -l .)" || { echo "run gofmt -w on:"; gofmt -l .; exit 1; }
	go vet ./...
	go vet -tags testhooks ./...
	$(LINT) run ./...
	go mod tidy -diff
	go mod verify

test: ## everything, as README says
	go test ./...

smoke: ## the stories, through the whole program
	go test -run 'Stor(y|ies)|Smoke' -v ./cmd/parallax

fuzz: ## every fuzz target, five minutes each; shorter: make fuzz FUZZTIME=30s
	@grep -rHo --include='*_test.go' 'func Fuzz[A-Za-z0-9_]*' . | sort | while IFS=: read -r file func; do \
		name=$${func#func }; echo "$$name in $$(dirname $$file)"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x "./$$(dirname $$file)" || exit 1; \
	done

golden: ## write the golden files of the messages anew; look at the difference
	go test ./bot/slack ./bot/teams ./bot/bottest -update

pictures: ## draw docs/img anew, from the practice workspace, in Chromium; look at each
	go test -run 'TestPictures$$' -v ./cmd/parallax -args -pictures

mutants: ## small changes in scoring, one at a time: each must fail a test
	go run ./scoring/internal/mutants

bench: ## every benchmark, then the service under load beside a bare handler; BENCH=short for a try
	go test -bench . -benchmem -run '^$$' $(if $(filter short,$(BENCH)),-benchtime 1x) ./...
	go run ./bench $(if $(filter short,$(BENCH)),-short)

torture: ## kills, freezes, partitions, races, clocks: real processes, real Redis servers; under an hour
	PARALLAX_TORTURE=full go test -count=1 -parallel 6 -timeout 70m -v ./torture/...
	PARALLAX_TORTURE=full go test -count=1 -timeout 40m -v -run 'TestE[0-9]|TestB12|TestClusterHeld|TestSave|TestGuard|TestStories/E51' ./store ./cmd/parallax

torture-short: ## the same with small numbers; a few minutes
	PARALLAX_TORTURE=short go test -count=1 -parallel 10 -timeout 15m -v ./torture/...
