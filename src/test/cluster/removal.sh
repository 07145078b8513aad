# shellcheck shell=bash
# Takes the cluster away, whatever state it is in: what is ours is found by namespace, cgroup and folder, not by memory.

# What the kubelet sets for the whole machine.
sysctls="vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys
kernel.keys.root_maxbytes"

save_sysctls() {
    # shellcheck disable=SC2086 # A list of words.
    sysctl $sysctls >"$state/sysctls" 2>/dev/null || true
}

down() {
    if [ ! -e "$state" ] && ! compgen -G "/run/netns/$cluster-*" >/dev/null; then
        say "there is none"
        return
    fi
    local begin=$SECONDS
    remove
    say "removed after $((SECONDS - begin)) s"
}

remove() {
    if [ -e "$state" ] && [ ! -f "$state/made-by-bin-cluster" ] && [ -n "$(ls -A "$state")" ]; then
        fail "$state is not a folder of this command; it is left alone" 64
    fi
    # First, so that a removal that is cut short is not taken for a cluster.
    rm -f "$state/up"
    kill_all
    [ ! -f "$state/sysctls" ] || sysctl -q -p "$state/sysctls" >/dev/null 2>&1 || true
    unmount_all
    remove_namespaces
    remove_cgroups
    remove_leftovers
    rm -rf --one-file-system "$state"
}

# Every process in one of our namespaces or cgroups; shims live in the former, Pods in the latter.
all_pids() {
    local namespace folder
    {
        for namespace in /run/netns/"$cluster"-*; do
            [ ! -e "$namespace" ] || ip netns pids "${namespace##*/}" 2>/dev/null || true
        done
        cgroup_folders | while read -r folder; do cat "$folder/cgroup.procs" 2>/dev/null || true; done
    } | sort -un
}

cgroup_folders() {
    local root
    for root in $(cgroup_roots); do
        find "$root" -mindepth 1 -maxdepth 1 -type d -name "$cluster-node[1-3]" -exec find {} -depth -type d \;
    done
}

kill_all() {
    local pids try
    for try in $(seq 100); do
        pids=$(all_pids)
        [ -n "$pids" ] || return 0
        # Nobody may start anything again, so no mercy: the API server and etcd linger on TERM anyway.
        # shellcheck disable=SC2086 # A list of words.
        kill -KILL $pids 2>/dev/null || true
        sleep 0.05
    done
    fail "processes that do not end: $(echo "$pids" | xargs), after $try tries"
}

unmount_all() {
    local place
    # Last mounted, first unmounted.
    awk -v below="$state/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | tac | while read -r place; do
        umount "$place" 2>/dev/null || umount --lazy "$place" || true
    done
}

remove_namespaces() {
    local namespace
    for namespace in /run/netns/"$cluster"-lan /run/netns/"$cluster"-node[1-3]; do
        [ ! -e "$namespace" ] || ip netns delete "${namespace##*/}"
    done
}

remove_cgroups() {
    local folder try
    for try in $(seq 20); do
        cgroup_folders | while read -r folder; do rmdir "$folder" 2>/dev/null || true; done
        [ -n "$(cgroup_folders)" ] || return 0
        sleep 0.1
    done
    say "cgroups that stay after $try tries: $(cgroup_folders | xargs)"
}

# What the runtime keeps outside of its own folders.
remove_leftovers() {
    local file socket
    # The network namespace that such a file names is below our folder.
    { grep -lsF "$state/" /var/lib/cni/results/* || true; } | while read -r file; do rm -f "$file"; done
    for file in /var/log/containers/*.log; do
        case $(readlink "$file" || true) in
        "$state"/*) rm -f "$file" ;;
        esac
    done
    find "$state" -path '*/io.containerd.runtime.v2.task/*' \( -name bootstrap.json -o -name address \) \
        -exec sed -n 's|.*unix://\(/run/containerd/s/[0-9a-f]*\).*|\1|p' {} + 2>/dev/null |
        while read -r socket; do rm -f "$socket"; done || true
    # Empty folders that only we needed.
    rmdir /var/lib/cni/results /var/lib/cni /var/log/containers /run/containerd/s /run/containerd 2>/dev/null || true
}
