# shellcheck shell=bash
# The processes of the test cluster. A file per process holds its pid and its time of start, so that a pid that the
# kernel gave to somebody else is never taken for it.

process_names() {
    echo etcd apiserver controller-manager scheduler
    for n in $nodes; do
        echo "containerd$n" "kubelet$n" "kube-proxy$n"
    done
}

# launch NAME NAMESPACE CMD...: in the background, in a network namespace, with a log of its own.
# By nsenter, not by `ip netns exec`: the latter mounts /sys anew, and the kubelet finds no cgroups there.
launch() {
    local name=$1 namespace=$2
    shift 2
    (
        cd /
        exec setsid nsenter --net="/run/netns/$cluster-$namespace" "$@"
    ) </dev/null >>"$state/log/$name.log" 2>&1 9>&- &
    printf '%s %s\n' $! "$(started_at $!)" >"$state/processes/$name"
    disown
}

started_at() {
    # The name in parentheses may hold spaces.
    sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

is_running() {
    local pid began
    read -r pid began 2>/dev/null <"$state/processes/$1" || return 1
    [ "$(started_at "$pid")" = "$began" ] && [ "$(sed 's/^.*) //' "/proc/$pid/stat" | cut -c 1)" != Z ]
}

pid_of() {
    is_running "$1" || fail "$1 is not running" 69
    cut -d ' ' -f 1 "$state/processes/$1"
}

stop() {
    local pid
    pid=$(pid_of "$1")
    kill -KILL "$pid"
    while is_running "$1"; do sleep 0.05; done
}

start() {
    if is_running "$1"; then
        say "$1 is running already"
        return
    fi
    case $1 in
    etcd | apiserver | controller-manager | scheduler) "start_$1" ;;
    containerd[1-3] | kubelet[1-3] | kube-proxy[1-3]) "start_${1%[1-3]}" "${1: -1}" ;;
    *) fail "there is no process $1; there are: $(process_names | xargs)" 64 ;;
    esac
}

# wait_for SECONDS WHAT CMD...
wait_for() {
    local limit=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $limit ]; then
            tail -qn 3 "$state"/log/*.log >&2 || true
            fail "no $what in time; logs are in $state/log"
        fi
        sleep 0.2
    done
}

# Resident memory of processes, in MB; what they share is counted once (PSS).
memory_of() {
    local pid
    for pid in $1; do
        cat "/proc/$pid/smaps_rollup" 2>/dev/null || true
    done | awk '$1 == "Pss:" { sum += $2 } END { print int(sum / 1024) }'
}
