# shellcheck shell=bash
# etcd, API server, controller manager and scheduler, all in node 1's network.

make_identities() {
    local pki=$state/pki n
    openssl ecparam -name prime256v1 -genkey -noout -out "$pki/ca.key"
    openssl req -x509 -new -key "$pki/ca.key" -subj "/CN=$cluster test cluster" -days 30 -out "$pki/ca.crt" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
    sign apiserver /CN=kube-apiserver serverAuth "subjectAltName=DNS:kubernetes,DNS:kubernetes.default,\
DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,\
IP:10.96.0.1,IP:192.168.1.11,IP:127.0.0.1"
    sign kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth subjectAltName=DNS:kube-apiserver
    openssl ecparam -name prime256v1 -genkey -noout -out "$pki/service-accounts.key"
    openssl ec -in "$pki/service-accounts.key" -pubout -out "$pki/service-accounts.pub" 2>/dev/null

    identity admin admin '"system:masters"' "$state/admin.kubeconfig"
    identity system:kube-controller-manager controller-manager '' "$state/controller-manager.kubeconfig"
    identity system:kube-scheduler scheduler '' "$state/scheduler.kubeconfig"
    for n in $nodes; do
        mkdir -p "$state/node$n"
        identity "system:node:node$n" "node$n" '"system:nodes"' "$state/node$n/kubelet.kubeconfig"
        identity system:kube-proxy "kube-proxy$n" '' "$state/node$n/kube-proxy.kubeconfig"
    done
}

# sign NAME SUBJECT USAGE EXTENSION
sign() {
    local pki=$state/pki
    openssl ecparam -name prime256v1 -genkey -noout -out "$pki/$1.key"
    openssl req -new -key "$pki/$1.key" -subj "$2" |
        openssl x509 -req -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 30 -out "$pki/$1.crt" \
            -extfile <(printf 'extendedKeyUsage=%s\n%s\n' "$3" "$4") 2>/dev/null
}

# identity USER UID GROUPS KUBECONFIG
identity() {
    local token
    token=$(openssl rand -hex 16)
    printf '%s,%s,%s%s\n' "$token" "$1" "$2" "${3:+,$3}" >>"$state/pki/tokens.csv"
    (umask 077 && fill kubeconfig.yaml USER "$1" TOKEN "$token" CA "$(base64 -w0 "$state/pki/ca.crt")" >"$4")
}

# fill FILE NAME VALUE...: a file of config/ with its @NAME@ replaced.
fill() {
    local file=$static/config/$1 script="s|@STATE@|$state|g;s|@CLUSTER@|$cluster|g"
    shift
    while [ $# -gt 0 ]; do
        script="$script;s|@$1@|$2|g"
        shift 2
    done
    sed "$script" "$file"
}

start_etcd() {
    launch etcd node1 "$tools/etcd" --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn
}

start_apiserver() {
    local pki=$state/pki
    launch apiserver node1 "$tools/kube-apiserver" \
        --etcd-servers=http://127.0.0.1:2379 \
        --advertise-address=192.168.1.11 --secure-port=6443 \
        --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
        --client-ca-file="$pki/ca.crt" --token-auth-file="$pki/tokens.csv" \
        --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
        --kubelet-preferred-address-types=InternalIP \
        --service-account-issuer=https://kubernetes.default.svc \
        --service-account-signing-key-file="$pki/service-accounts.key" \
        --service-account-key-file="$pki/service-accounts.pub" \
        --service-cluster-ip-range=10.96.0.0/16 \
        --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
        --allow-privileged=true
}

apiserver_is_ready() {
    inside lan curl -sf --max-time 2 --cacert "$state/pki/ca.crt" https://192.168.1.11:6443/readyz
}

start_controller-manager() {
    launch controller-manager node1 "$tools/kube-controller-manager" \
        --kubeconfig="$state/controller-manager.kubeconfig" --leader-elect=false --authentication-skip-lookup \
        --cert-dir="$state/pki/controller-manager" \
        --use-service-account-credentials=true --root-ca-file="$state/pki/ca.crt" \
        --service-account-private-key-file="$state/pki/service-accounts.key"
}

start_scheduler() {
    launch scheduler node1 "$tools/kube-scheduler" \
        --kubeconfig="$state/scheduler.kubeconfig" --leader-elect=false --authentication-skip-lookup \
        --cert-dir="$state/pki/scheduler"
}
