module brama.dev/test/load

go 1.26
