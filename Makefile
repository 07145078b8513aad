# Every target works from a fresh checkout. The tools are pinned in pom.xml, the rules are in CONTRIBUTING.md.
.DEFAULT_GOAL := help
.PHONY: help run test test-cluster build check fmt golden bench clean jdk image cluster cluster-down

# The formatter and the tests run inside Maven's own JVM or beside it, so all of it is JDK 25.
export JAVA_HOME := $(shell bin/java-home --jdk 2>/dev/null)
# Silences what JDK 25 says about Maven's own libraries, and keeps colour codes out of logs.
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Djansi.noreset=true
MVN := mvn -B -ntp
# Not -q: it would hide the very warning that -Werror stops at.
QUIET := -Dorg.slf4j.simpleLogger.defaultLogLevel=warn

help:            ## show this list
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run:             ## serve examples/quickstart on this machine, ports 8080 and 8443
	@bin/install-deps run
	@$(MAKE) --no-print-directory build
	@exec bin/quickstart

test: | jdk      ## everything: format, compile, unit, golden and integration tests with two nginx and a cluster, coverage
	@bin/install-deps test
	@bin/install-deps cluster
	@$(MAKE) --no-print-directory target/brama-image.tar
	@rm -f target/jacoco.exec
	$(MVN) verify -Dbrama.nginx="$$(PATH=$$PATH:/usr/sbin command -v nginx)" -Dbrama.nginx.newest="$$(bin/newest-nginx)" \
		-Dbrama.cluster.tools="$$(bin/cluster-tools)" -Dbrama.realcluster=new
	@bin/coverage

test-cluster: | jdk ## only the tests on a real cluster of three nodes, which they start and remove; needs Go and root
	@bin/install-deps cluster
	@$(MAKE) --no-print-directory target/brama-image.tar
	$(MVN) $(QUIET) verify -Djacoco.skip -Dcheckstyle.skip -Dspotless.check.skip -Dtest=None \
		-Dsurefire.failIfNoSpecifiedTests=false -Dit.test='dev/brama/realcluster/*IT'

build: target/brama.jar ## the program: target/brama.jar, target/lib and the start-up cache
	@bin/train-cache

check: | jdk     ## the quick gate: format, compile, unit and golden tests
	$(MVN) $(QUIET) spotless:check test

fmt: | jdk       ## format all Java
	$(MVN) $(QUIET) spotless:apply

golden: | jdk    ## rewrite the golden files, then show what changed
	$(MVN) $(QUIET) test -Djacoco.skip -Dcheckstyle.skip -Dgolden.update=true -Dtest='GoldenTest,ReferencePageTest' \
		-Dmaven.test.failure.ignore=true
	$(MVN) $(QUIET) verify -Djacoco.skip -Dcheckstyle.skip -Dspotless.check.skip -Dgolden.update=true -Dtest=None \
		-Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ChartIT -Dbrama.cluster.tools="$$(bin/cluster-tools)" \
		-Dmaven.test.failure.ignore=true
	git status --short src/test/resources/golden src/test/chart docs

bench: build     ## measure beside bare nginx; needs wrk
	@bin/install-deps bench
	bench/run

image: target/brama-image.tar ## the image, without Docker: target/brama-image.tar

cluster:         ## a real Kubernetes of three nodes on this machine with Brama on it; needs Go and root
	@bin/install-deps cluster
	@$(MAKE) --no-print-directory target/brama-image.tar
	@bin/cluster up
	@bin/install-on-cluster

cluster-down:    ## remove the cluster whole
	@bin/cluster down

clean:           ## remove what was built
	rm -rf target

jdk:
	@bin/java-home --jdk >/dev/null

target/brama.jar: pom.xml src/checkstyle.xml $(shell find src/main templates -type f 2>/dev/null) | jdk
	$(MVN) $(QUIET) package -Dmaven.test.skip=true
	@touch $@

target/brama-image.tar: target/brama.jar Dockerfile bin/image bin/brama bin/train-cache $(wildcard src/main/image/*)
	@bin/image
