package dev.brama.bed;

import dev.brama.fixture.Commands;
import java.io.IOException;

/// Nodes and a client as network namespaces: `eth0` of each node is in the LAN, `eth1` in a net for
/// management, and either can be cut alone.
///
/// ```
///  client 192.168.0.1 ── bridge lan ──┬── eth0  n1  eth1 ──┬── bridge mgmt ── 10.97.0.1
///         2001:db8:1::1               ├── eth0  n2  eth1 ──┤     (this process, the API server)
///                                     └── eth0  n3  eth1 ──┘
/// ```
///
/// Services have addresses of 192.168.2.0/24 and 2001:db8:1::2:0/112; every node takes what is sent
/// to them, and the kernels answer for none of them.
final class Lan implements AutoCloseable {
    static final String POOL = "192.168.2.1-192.168.2.250";
    static final String POOL6 = "2001:db8:1::2:0/112";

    private final String prefix;
    private final int nodes;

    private Lan(String prefix, int nodes) {
        this.prefix = prefix;
        this.nodes = nodes;
    }

    /// @param prefix begins the names of the namespaces; `PREFIX-mgmt` is there already, and this
    ///   process in it
    static Lan make(String prefix, int nodes) throws IOException, InterruptedException {
        Lan lan = new Lan(prefix, nodes);
        try {
            lan.build();
            return lan;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lan.close();
            throw e;
        }
    }

    private void build() throws IOException, InterruptedException {
        Commands.line("ip link set lo up");
        Commands.line("ip link add mgmt type bridge");
        Commands.line("ip addr add 10.97.0.1/24 dev mgmt");
        Commands.line("ip link set mgmt up");
        Commands.line("ip netns add " + client());
        inClient("ip link set lo up");
        // Its kernel would answer for the bridge's address at a port that is cut.
        inClient("sysctl -qw net.ipv4.conf.all.arp_ignore=1");
        inClient("ip link add lan type bridge");
        // A bridge takes the lowest MAC of its ports else, which changes with them.
        inClient("ip link set lan address 02:00:00:00:00:01");
        inClient("ip addr add 192.168.0.1/16 dev lan");
        inClient("ip link set lan up");
        inClient("ip -6 addr add 2001:db8:1::1/64 dev lan nodad");
        for (int n = 1; n <= nodes; n++) {
            addNode(n);
        }
    }

    private void addNode(int n) throws IOException, InterruptedException {
        Commands.line("ip netns add " + node(n));
        in(n, "ip link set lo up");
        for (String setting : new String[] {"arp_ignore=1", "arp_announce=2", "rp_filter=0"}) {
            in(n, "sysctl -qw net.ipv4.conf.all." + setting);
        }
        in(n, "sysctl -qw net.ipv4.ip_nonlocal_bind=1");
        in(n, "sysctl -qw net.ipv6.conf.all.keep_addr_on_down=1");
        Commands.line(
                "ip link add eth0 netns %s type veth peer name lan%d netns %s"
                        .formatted(node(n), n, client()));
        Commands.line("ip link add eth1 netns %s type veth peer name mgmt%d".formatted(node(n), n));
        in(n, "ip link set eth0 address " + mac(n));
        in(n, "ip addr add 192.168.0.1%d/16 dev eth0".formatted(n));
        in(n, "ip link set eth0 up");
        in(n, "ip -6 addr add 2001:db8:1::1%d/64 dev eth0 nodad".formatted(n));
        addGateway(n);
        in(n, "ip addr add %s/24 dev eth1".formatted(address(n)));
        in(n, "ip link set eth1 up");
        in(n, "ip route add local 192.168.2.0/24 dev lo");
        in(n, "ip -6 route add local 2001:db8:1::2:0/112 dev lo");
        inClient("ip link set lan%d up".formatted(n));
        Commands.line("ip link set mgmt%d up".formatted(n));
        joinLan(n);
        joinManagement(n);
    }

    /// The client is the way out of the LAN, as a router would be. The kernel forgets routes with
    /// the link.
    void addGateway(int n) throws IOException, InterruptedException {
        in(n, "ip route replace default via 192.168.0.1 dev eth0");
        in(n, "ip -6 route replace default via 2001:db8:1::1 dev eth0");
    }

    /// Whether an address is of a pool.
    static boolean isOfService(String address) {
        return address.startsWith("192.168.2.") || address.startsWith("2001:db8:1::2:");
    }

    int nodes() {
        return nodes;
    }

    String client() {
        return prefix + "-lan";
    }

    String node(int n) {
        return prefix + "-n" + n;
    }

    /// Of `eth0`.
    static String mac(int n) {
        return "02:00:00:00:01:0" + n;
    }

    /// In the net for management.
    static String address(int n) {
        return "10.97.0.1" + n;
    }

    /// Takes the port out of the bridge: the node's carrier stays.
    void cutLan(int n) throws IOException, InterruptedException {
        inClient("ip link set lan%d nomaster".formatted(n));
    }

    void joinLan(int n) throws IOException, InterruptedException {
        inClient("ip link set lan%d master lan".formatted(n));
    }

    void cutManagement(int n) throws IOException, InterruptedException {
        Commands.line("ip link set mgmt%d nomaster".formatted(n));
    }

    void joinManagement(int n) throws IOException, InterruptedException {
        Commands.line("ip link set mgmt%d master mgmt".formatted(n));
    }

    /// @param words such as `ip link set eth0 down`
    void in(int n, String words) throws IOException, InterruptedException {
        Commands.inside(node(n), words);
    }

    void inClient(String words) throws IOException, InterruptedException {
        Commands.inside(client(), words);
    }

    @Override
    public void close() {
        for (int n = 0; n <= nodes; n++) {
            try {
                Commands.run("ip", "netns", "del", n == 0 ? client() : node(n));
            } catch (IOException _) {
                // It was not made.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
