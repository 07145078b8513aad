# shellcheck shell=bash
# Images of our own, made once from src/test/cluster/echo, and images given to the nodes.

make_images() {
    local source=$static/echo name target work
    images=$cache/cluster-images-$(cat "$source"/* | sha256sum | cut -c 1-12)
    [ ! -f "$images/whole" ] || return 0
    command -v go >/dev/null || fail "go is missing. Install Go 1.26 or newer." 69
    command -v buildah >/dev/null || fail "buildah is missing. Run: bin/install-deps cluster" 69
    say "building the test images"
    rm -rf "$images"
    mkdir -p "$images"
    work=$(mktemp -d)
    cp "$source/Dockerfile" "$work"
    (cd "$source" && CGO_ENABLED=0 GOFLAGS='' go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$work/echo" .)
    for target in echo=brama.dev/test/echo:1 pause=brama.dev/test/pause:1 page=docker.io/library/nginx:stable; do
        name=${target#*=}
        target=${target%%=*}
        build_image build --isolation chroot --target "$target" --tag "$name" "$work"
        build_image push "$name" "docker-archive:$images/$target.tar:$name"
        build_image rmi "$name"
    done
    rm -rf "$work"
    : >"$images/whole"
}

# buildah with a store below our own cache.
build_image() {
    buildah --root "$cache/buildah" --runroot "$cache/buildah-run" "$@" >"$cache/buildah.log" 2>&1 9>&- || {
        tail -n 20 "$cache/buildah.log" >&2
        fail "buildah $1 failed"
    }
}

load_test_images() {
    local archive n pids=
    for n in $nodes; do
        for archive in "$images"/*.tar; do
            on_containerd "$n" images import "$archive" >/dev/null || exit 1
        done 9>&- &
        pids="$pids $!"
    done
    for n in $pids; do
        wait "$n" || fail "a node did not take the test images"
    done
}

# load ARCHIVE [NAME]
load() {
    local archive n inner pids=
    archive=$(readlink -f "$1")
    [ -f "$archive" ] || fail "there is no file $1" 69
    inner=$(tar -xOf "$archive" manifest.json 2>/dev/null | sed -n 's/.*"RepoTags":\["\([^"]*\)".*/\1/p')
    for n in $nodes; do
        {
            on_containerd "$n" images import "$archive" >/dev/null &&
                if [ -n "${2:-}" ] && [ "$2" != "$inner" ]; then
                    [ -n "$inner" ] && on_containerd "$n" images tag --force "$inner" "$2" >/dev/null
                fi
        } &
        pids="$pids $!"
    done
    for n in $pids; do
        wait "$n" || fail "a node did not take $1"
    done
    say "the nodes have ${2:-$inner}"
}
