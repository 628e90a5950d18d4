# make lists the targets; make check is what CI runs.

GO      ?= go
TOOL    := $(GO) tool -modfile=.ci/tools/go.mod
ARCHES  := $(patsubst tables/zsyscalls_linux_%.go,%,$(wildcard tables/zsyscalls_linux_*.go))
FUZZ    ?= 30s

# The compiler of the kernel's headers for update.
CLANG   ?= clang

# The targets of fuzz, one per line.
FUZZED := \
	gen/catalog.FuzzLoad \
	gen/condition.FuzzCondition \
	gen/emit.FuzzPolicy \
	gen/eventlog.FuzzRead \
	gen/expectation.FuzzTable \
	gen/minijail.FuzzRead \
	gen/prove.FuzzEvaluate \
	gen/prove.FuzzArguments \
	gen/structure.FuzzRead \
	gen/strace.FuzzRead \
	gen/tablesource.FuzzCompile \
	seccomp.FuzzFilter

# TARGETS runs on every architecture: the library, the commands, and the guest of the tests
# in kernels, with the policies generated for it. So does EXAMPLES. go vet leaves it out: it
# would compile net/http, for the tests, thirteen times.
TARGETS  := ./tables ./seccomp ./seccomp/notify ./seccomp/cmd/... \
	./seccomp/internal/lab/guest ./seccomp/internal/lab/policies/... \
	./seccomp/internal/lab/runner
EXAMPLES := $(addprefix ./seccomp/examples/,converter denylist toolrunner webserver)

# How many random policies test-policies makes, and the seed of the first.
POLICIES ?= 100000
SEED     ?= 1000

# How many random policies test-formats makes, from SEED on too.
EXPORTS ?= 50000

# How many random filters test-laws draws per architecture.
LAWS ?= 4000

# What user-mode qemu calls each architecture that this machine does not run. check runs the
# tests on two of them, big-endian of 32 and 64 bits: this machine runs little-endian programs
# of both itself.
EMULATED := arm:arm arm64:aarch64 loong64:loongarch64 mips:mips mipsle:mipsel mips64:mips64 \
	mips64le:mips64el ppc64:ppc64 ppc64le:ppc64le riscv64:riscv64 s390x:s390x
BIGENDIAN := mips:mips s390x:s390x

# ALL runs a test on all processors, whatever GOMAXPROCS limits the compilers to.
ALL := env -u GOMAXPROCS

# The newest Go, for test-newest, and the tests that it leaves to test: what they test of
# seccomp-exec does not depend on Go's runtime.
NEWEST ?= go1.27.3
ANYGO  := ^Test(Record|Report|Policy)

# The jobs of check, the longest first. Job test runs TestPackages of generated, and
# test-containers.
JOBS := test types test-big-endian test-newest test-module staticcheck test-bench \
	test-landlock test-schema test-userlands test-386 numbers format

# The tests that quick leaves to test: each takes seconds for whatever edit.
SLOW := ^(TestMutants|TestRandomPolicies|TestBounds|TestDecided)$$

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# Compilers need a third less time without inlining, and without what debuggers need.
.PHONY: tour
tour: ## generate a policy, prove it, install it, and try it
	@$(GO) run -gcflags='all=-l -dwarf=false' ./seccomp/examples/tour

.PHONY: quick
quick: ## after an edit, in seconds: format, lint, generated files, tests of the changed packages
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint packages-on-disk changed format

.PHONY: packages-on-disk
packages-on-disk:
	$(GO) test -vet=off ./gen/seccompgen -run '^TestPackages$$'

.PHONY: changed
changed:
	@changed=$$(.ci/changed); test -z "$$changed" || $(GO) test -vet=off -short -skip '$(SLOW)' $$changed

# A tenth of the time would go into collecting garbage: of compilers, linkers and checkers.
# With cgo, package net and all that imports it would be compiled twice: for analyze without.
.PHONY: check
check: export GOGC = 400
check: export CGO_ENABLED = 0
check: packages build ## all that a change must pass
	@$(MAKE) --no-print-directory -j2 --output-sync=target ORDERED=1 $(JOBS)

# Two jobs at a time share the build cache, where both would compile what neither finds:
# build compiles for this machine before all jobs, and test for test-386. staticcheck
# likewise keeps what it finds of the standard library.
# Job types does what go vet does, in a quarter of the time. That includes the checks of go
# test.
ifdef ORDERED
TESTFLAGS := -vet=off -p 2 -exec '$(ALL)'
test-bench test-landlock test-schema: staticcheck
test-386: test
# A compiler with one thread needs a twelfth less. Tests have all processors.
test test-big-endian test-newest test-386: export GOMAXPROCS = 1
# Of these no other job uses what they compile. Compilers need a sixth of their time for what
# debuggers need, and analyze, and a fifth for inlining: under qemu the tests make up for it.
# The pattern std would miss half of what a test imports, and go build compile it again.
test-big-endian: export GOFLAGS := $(GOFLAGS) -gcflags=all=-dwarf=false
test-newest: export GOFLAGS := $(GOFLAGS) '-gcflags=all=-l -dwarf=false' -gcflags=$(shell $(GO) list -m)/...=-dwarf=false
endif

.PHONY: build
build:
	$(GO) build $$($(GO) list -f '{{if ne .Name "main"}}{{.ImportPath}}{{end}}' ./...)

.PHONY: packages
packages: ## install what check needs beside Go, with apt and as root, unless it is there
	.ci/packages

.PHONY: generate
generate: ## write the tables and tables/README.md from syscalls.csv
	$(GO) generate

.PHONY: update
update: ## refresh syscalls.csv's numbers and gen/constants from golang.org/x/sys/unix, its weights from gen/weight, gen/abi with KERNEL=DIR, headers' constants with HEADERS=DIR, then generate
	$(GO) run ./gen/seccompgen update $(if $(KERNEL),-kernel '$(KERNEL)') $(if $(HEADERS),-headers '$(HEADERS)' -cc '$(CLANG)')
	$(GO) generate

.PHONY: check-prototypes
check-prototypes: ## compare gen/abi with a second reading of a kernel's source, with KERNEL=DIR
	@test -n '$(KERNEL)' || { echo 'name a source tree: make check-prototypes KERNEL=DIR' >&2; exit 1; }
	KERNEL='$(abspath $(KERNEL))' $(GO) test -count=1 -run=TestKernel -v ./gen/abi

.PHONY: format
format: ## fail if gofmt would change a file
	@test -z "$$(gofmt -l . | tee /dev/stderr)"
	$(GO) mod tidy -diff

.PHONY: numbers
numbers: ## fail if syscalls.csv and gen/constants differ from golang.org/x/sys/unix
	$(GO) run ./gen/seccompgen update -check

.PHONY: generated
generated: numbers packages-on-disk ## fail if a generated file differs from its input

.PHONY: lint
lint: vet staticcheck ## go vet and staticcheck

.PHONY: vet
vet:
	$(GO) vet ./...

# One process with all packages collects seldom: a tenth less CPU, in 1 GB.
.PHONY: staticcheck
staticcheck: export GOGC = 800
staticcheck:
	$(TOOL) staticcheck ./...

.PHONY: vulnerabilities
vulnerabilities: ## govulncheck, where its database can be reached
	@out=$$($(TOOL) govulncheck ./... 2>&1); code=$$?; echo "$$out"; \
	case "$$out" in \
	*'Vulnerability #'*) exit $$code;; \
	*'govulncheck: fetching vulnerabilities:'*) echo 'NOT CHECKED: the vulnerability database cannot be reached from here';; \
	*) exit $$code;; \
	esac

.PHONY: cross
cross: ## build and vet what runs there for every architecture of linux, and the tool for 32 bits and darwin (minutes)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	$(GO) run ./seccomp/internal/lab/overlay "$$dir" && \
	export CGO_ENABLED=0 GOOS=linux GOFLAGS="$$GOFLAGS -tags=generated -overlay=$$dir/overlay.json" && \
	for GOARCH in $(ARCHES); do \
		export GOARCH; echo "linux/$$GOARCH"; \
		$(GO) build $(TARGETS) $(EXAMPLES) && $(GO) vet $(TARGETS) || exit 1; \
	done
	CGO_ENABLED=0 GOOS=linux GOARCH=386 $(GO) build ./...
	GOOS=darwin $(GO) build ./...
	GOOS=windows $(GO) build ./seccomp ./tables

.PHONY: types
types: ## type-check and vet, from source, for every architecture of linux, darwin and windows; tests for amd64, 386 and darwin
	$(GO) test -C .ci/tools ./...
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	$(GO) run ./seccomp/internal/lab/overlay "$$dir" && \
	$(GO) build -C .ci/tools -o "$$dir/crosscheck" ./crosscheck && \
	export GOGC=400 && \
	"$$dir/crosscheck" -tags generated -overlay "$$dir/overlay.json" \
		$(addprefix linux/,$(ARCHES)) -- $(TARGETS) $(filter-out %/webserver,$(EXAMPLES)) && \
	"$$dir/crosscheck" -test -facts linux/amd64 -- ./... && \
	"$$dir/crosscheck" -test linux/386 darwin/arm64 -- ./... && \
	"$$dir/crosscheck" -test windows/amd64 -- ./seccomp ./tables

.PHONY: test
test: ## run the tests
	$(GO) test $(TESTFLAGS) ./...

.PHONY: test-newest
test-newest: ## run the tests of the runtime, seccomp-exec and real programs with the newest Go
	CGO_ENABLED=0 GOTOOLCHAIN=$(NEWEST) $(GO) test $(TESTFLAGS) -short -skip '$(ANYGO)' ./tables ./seccomp ./seccomp/cmd/seccomp-exec ./seccomp/internal/programs

.PHONY: test-module
test-module: ## follow the README and the guide in modules of a user
	$(GO) test $(TESTFLAGS) ./gen/seccompgen -run '^TestUserModule$$' -timeout 1h -long

.PHONY: test-long
test-long: ## run at full size what test runs in part, as it takes minutes
	$(GO) test $(TESTFLAGS) ./gen/policy -run '^TestRandomPolicies$$' -timeout 2h -long
	$(GO) test $(TESTFLAGS) ./gen/seccompgen -run '^(TestModuleElsewhere|TestHostile|TestMutantsOfPackages)$$' -timeout 2h -long
	$(GO) test $(TESTFLAGS) ./seccomp/internal/lab/expect -run '^TestSyscallsReachEveryRow$$' -timeout 2h -long
	$(GO) test $(TESTFLAGS) ./seccomp/cmd/seccomp-exec -run '^TestOtherArchitecture$$' -long

.PHONY: test-analyze
test-analyze: ## run the tests of analyze for every architecture, with this Go and the newest (minutes)
	$(GO) test $(TESTFLAGS) ./gen/analyze -timeout 2h -long
	$(GO) test $(TESTFLAGS) ./gen/analyze/assembly ./gen/analyze/build
	GOTOOLCHAIN=$(NEWEST) $(GO) test $(TESTFLAGS) ./gen/analyze/... -timeout 2h

.PHONY: test-record
test-record: packages ## compare -record, strace and -report on 22 programs, print what they cost, and check the base of Go (minutes)
	$(GO) test -count=1 ./gen/record -long
	$(GO) test -count=1 -v ./seccomp/cmd/seccomp-exec -run '^(TestRecordPrograms|TestRecordTime)$$' -long

.PHONY: test-386
test-386: ## run the runtime's tests as 32-bit programs
	CGO_ENABLED=0 GOARCH=386 $(GO) test $(TESTFLAGS) -short ./tables ./seccomp

.PHONY: test-emulated
test-emulated: ## run the runtime's tests for the other architectures under user-mode qemu
	@for pair in $(EMULATED); do \
		CGO_ENABLED=0 GOARCH=$${pair%:*} $(GO) test $(TESTFLAGS) -short -exec '$(ALL) qemu-'$${pair#*:}-static ./tables ./seccomp || exit 1; \
	done

.PHONY: test-mutants
test-mutants: ## change every instruction of all built-in programs and expect their proofs to fail (a minute)
	$(GO) test $(TESTFLAGS) ./gen/compile -run '^TestMutants$$' -long

.PHONY: test-big-endian
test-big-endian: ## test-emulated for mips and s390x
	@$(MAKE) --no-print-directory test-emulated EMULATED='$(BIGENDIAN)'

.PHONY: test-laws
test-laws: ## check the laws of package seccomp on LAWS (4000) random filters per architecture, under qemu (an hour)
	@for pair in amd64: 386: $(EMULATED); do \
		echo "$${pair%:*}"; emulator=$${pair#*:}; \
		CGO_ENABLED=0 GOARCH=$${pair%:*} $(GO) test -v -count=1 -timeout 0 $${emulator:+-exec qemu-$$emulator-static} \
			./seccomp/internal/laws -run '^TestLaws$$' -filters $(LAWS) || exit 1; \
	done

.PHONY: test-policies
test-policies: ## compile POLICIES (100000) random policies and compare calls with a naive reading (hours)
	$(GO) test $(TESTFLAGS) ./gen/policy -run '^TestRandomPolicies$$' -v -timeout 0 -policies $(POLICIES) -seed $(SEED)

.PHONY: test-formats
test-formats: ## export EXPORTS (50000) random policies, and as drop-ins (75 minutes)
	GOGC=400 $(GO) test $(TESTFLAGS) ./gen/export -run '^TestRandom$$|^TestDropIns$$' -v -timeout 0 -policies $(EXPORTS) -seed $(SEED)

.PHONY: kernels-be
kernels-be: ## build the big-endian kernels and programs that Debian does not have, once, for test-kernels and test-programs (some 15 minutes)
	seccomp/internal/lab/boot/packages be
	$(GO) run ./seccomp/internal/lab/boot -build-be

.PHONY: test-kernels
test-kernels: ## boot a kernel of every architecture and check every verdict there
	seccomp/internal/lab/boot/packages
	$(GO) run ./seccomp/internal/lab/boot

# The programs sleep at times: three virtual machines keep two processors busy.
.PHONY: test-programs
test-programs: test-libc ## boot a kernel of every architecture and run real programs there under each tier; WITHOUT=SYSCALL blocks one
	seccomp/internal/lab/boot/packages programs
	$(GO) run ./seccomp/internal/lab/boot -programs -jobs 3 -go local,$(NEWEST) $(if $(WITHOUT),-without '$(WITHOUT)')

# With a time, go test -fuzz may fail with "context deadline exceeded", golang.org/issue/75804.
.PHONY: fuzz
fuzz: ## fuzz each target for FUZZ (30s), a time or a number of runs such as 500x
	@for target in $(FUZZED); do \
		package=./$${target%.*}; name=$${target##*.}; \
		grep -q "^func $$name(f \*testing.F) {" $$package/*_test.go && \
		$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZ) -fuzzminimizetime 10x $$package || exit 1; \
	done

.PHONY: bench
bench: packages ## measure against other libraries and the lower limit; write seccomp/bench/README.md and its chart
	cd seccomp/bench && $(GO) run ./cmd/report -readme README.md

# The benchmarks need cgo, and staticcheck itself does not: with it, it would be compiled again.
.PHONY: test-bench
test-bench: export CGO_ENABLED = 1
test-bench: packages ## vet and test the benchmarks, a module of their own
	cd seccomp/bench && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./... && \
		$$(CGO_ENABLED=0 $(GO) tool -modfile=../../.ci/tools/go.mod -n staticcheck) ./...

.PHONY: test-bench-gvisor
test-bench-gvisor: packages ## vet and test the comparison with gVisor, a module of its own
	cd seccomp/bench/gvisor && $(GO) mod tidy -diff && $(GO) vet ./... && $(GO) test $(TESTFLAGS) ./...

.PHONY: test-docker
test-docker: packages ## as root: compare the hardened profiles with Docker's default, in a container of runc
	cd seccomp/internal/lab/ways/docker && $(GO) mod tidy -diff && $(GO) vet . && $(GO) test -count=1 -v .

.PHONY: test-report
test-report: ## read the pages of report in a headless browser, a module of its own (two minutes)
	command -v chromium-headless-shell || command -v chromium || command -v google-chrome || \
		apt-get install -y --no-install-recommends chromium-headless-shell
	cd gen/report/browser && $(GO) mod tidy -diff && $(GO) vet ./... && CI=1 $(GO) test -count=1 -v .

.PHONY: report-picture
report-picture: ## write the README's picture of a report, .github/report.png
	$(GO) run ./gen/seccompgen report -policy seccomp/examples/webserver/policy.csv -o .github/report.html
	cd gen/report/browser && $(GO) run ./screenshot -o ../../../.github/report.png -print -size 1120x840 '../../../.github/report.html#program-webserver'
	rm .github/report.html

.PHONY: test-containers
test-containers: packages ## as root: run the part of test in containers of runc and crun, and in bubblewrap
	$(GO) test -count=1 -v ./gen/seccompgen -run '^TestContainer'

.PHONY: test-schema
test-schema: ## vet and test the validation of exported documents by the schemas of others, a module of its own
	cd gen/export/schema && $(GO) mod tidy -diff && $(GO) vet . && $(GO) test $(TESTFLAGS) . && \
		$(GO) tool -modfile=../../../.ci/tools/go.mod staticcheck .

.PHONY: test-landlock
test-landlock: ## vet and test the example with Landlock, a module of its own
	cd seccomp/examples/landlock && $(GO) mod tidy -diff && $(GO) vet . && $(GO) test $(TESTFLAGS) . && \
		$(GO) tool -modfile=../../../.ci/tools/go.mod staticcheck .

.PHONY: test-userlands
test-userlands: packages ## run real programs with the oldest and the newest glibc of Debian, as root
	$(GO) test $(TESTFLAGS) -count=1 ./seccomp/internal/lab/userlands -systems few

.PHONY: test-libc
test-libc: packages ## the same with five releases of glibc and musl, on amd64 and 386, with all programs (minutes); print a table
	$(GO) test -count=1 -v -timeout 2h ./seccomp/internal/lab/userlands -run '^TestUserlands$$' -systems all -go local,$(NEWEST)
