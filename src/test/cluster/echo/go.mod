module brama.dev/testcluster/echo

go 1.26.0
