# shellcheck shell=bash
# A node: containerd, kubelet and kube-proxy in a network and a cgroup of their own.

make_node() {
    local node=node$1 place=$state/node$1 folder
    mkdir -p "$place/cni" "$place/kubelet" "$place/logs"
    fill containerd.toml PLACE "$place" TOOLS "$tools" >"$place/containerd.toml"
    fill network.conflist PLACE "$place" NODE "$node" N "$1" >"$place/cni/10-bridge.conflist"
    fill kubelet.yaml PLACE "$place" NODE "$node" >"$place/kubelet.yaml"
    fill kube-proxy.yaml PLACE "$place" NODE "$node" >"$place/kube-proxy.yaml"
    # Pods get no name server: the cluster has none, and nothing of the machine's network is within their reach.
    : >"$place/resolv.conf"
    for folder in $(cgroup_roots); do
        mkdir -p "$folder/$cluster-$node"
    done
    # With version 2 a folder only has the controllers that its parent hands down.
    if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
        for folder in $(cat /sys/fs/cgroup/cgroup.controllers); do
            echo "+$folder" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
        done
    fi
}

# Where cgroups are made: one root with version 2, one a hierarchy with version 1.
cgroup_roots() {
    local root=/sys/fs/cgroup folder
    if [ -f $root/cgroup.controllers ]; then
        echo $root
        return
    fi
    for folder in $root/*; do
        [ -L "$folder" ] || [ ! -d "$folder" ] || echo "$folder"
    done
}

start_containerd() {
    # The shim is looked up on PATH.
    PATH=$tools:$PATH launch "containerd$1" "node$1" "$tools/containerd" --config "$state/node$1/containerd.toml"
}

containerd_answers() {
    on_containerd "$1" version
}

# Its standard error, which is full of warnings about cgroups, goes to a log of its own.
on_containerd() {
    local n=$1
    shift
    "$tools/ctr" -a "$state/node$n/containerd.sock" -n k8s.io "$@" 2>>"$state/log/ctr.log"
}

start_kubelet() {
    local place=$state/node$1
    launch "kubelet$1" "node$1" "$tools/kubelet" --config="$place/kubelet.yaml" --kubeconfig="$place/kubelet.kubeconfig" \
        --root-dir="$place/kubelet" --cert-dir="$place/kubelet/pki" --hostname-override="node$1" --node-ip="192.168.1.1$1" \
        --node-labels="topology.kubernetes.io/zone=zone$1"
}

start_kube-proxy() {
    launch "kube-proxy$1" "node$1" "$tools/kube-proxy" --config="$state/node$1/kube-proxy.yaml"
}
