# shellcheck shell=bash
# A LAN: a switch and a client at 192.168.1.1 in the namespace "lan", a namespace a node. All links are made inside the
# namespaces, so the machine's own network sees nothing of it.

inside() {
    local namespace=$1
    shift
    nsenter --net="/run/netns/$cluster-$namespace" "$@"
}

make_network() {
    local n m
    ip netns add "$cluster-lan"
    inside lan ip link set lo up
    inside lan ip link add br0 type bridge
    inside lan ip address add 192.168.1.1/24 dev br0
    inside lan ip link set br0 up
    inside lan sysctl -qw net.ipv4.ip_forward=1
    # Frames between nodes are the switch's; they pass no packet filter.
    inside lan sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || true
    for n in $nodes; do
        ip netns add "$cluster-node$n"
        ip link add "node$n" netns "$cluster-lan" type veth peer name eth0 netns "$cluster-node$n"
        inside lan ip link set "node$n" master br0 up
        inside "node$n" ip link set lo up
        inside "node$n" ip address add "192.168.1.1$n/24" dev eth0
        inside "node$n" ip link set eth0 up
        inside "node$n" ip route add default via 192.168.1.1
        inside "node$n" sysctl -qw net.ipv4.ip_forward=1
        # Answers between Pods of one node must pass its packet filter too, or a Service address is not translated back.
        inside "node$n" sysctl -qw net.bridge.bridge-nf-call-iptables=1 ||
            fail "the kernel lacks br_netfilter. Run: modprobe br_netfilter" 69
    done
    for n in $nodes; do
        inside lan ip route add "10.244.$n.0/24" via "192.168.1.1$n"
        for m in $nodes; do
            [ "$n" = "$m" ] || inside "node$n" ip route add "10.244.$m.0/24" via "192.168.1.1$m"
        done
    done
}

# announce ADDRESS NODE
announce() {
    local mac
    mac=$(inside "$2" ip -brief link show eth0 | awk '{ print $3 }')
    inside lan ip neighbour replace "$1" lladdr "$mac" dev br0 nud permanent
    say "$1 is announced by $2"
}

withdraw() {
    inside lan ip neighbour del "$1" dev br0
}

# At the switch's end: the node sees the carrier go, and keeps its routes.
plug() {
    case $2 in
    up | down) inside lan ip link set "node$1" "$2" ;;
    *) fail "usage: bin/cluster link N down|up" 64 ;;
    esac
}
