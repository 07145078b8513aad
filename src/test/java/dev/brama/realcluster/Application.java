package dev.brama.realcluster;

/// An application for tests behind a Service: it tells who answered and what arrived.
///
/// @param ingress what it tells as the Ingress; begins the name of its Deployment
/// @param service the name of its Service
/// @param portName the name of the Service's port; empty for none
record Application(String ingress, String service, String portName) {
    static Application of(String ingress, String service) {
        return new Application(ingress, service, "");
    }

    String deployment() {
        return ingress + "-" + service;
    }

    /// Its Deployment of one replica and its NodePort Service, port 8080.
    String yaml(String namespace) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %2$s, namespace: %1$s}
        spec:
          selector: {matchLabels: {app: %2$s}}
          template:
            metadata: {labels: {app: %2$s}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: echo
                image: %5$s
                env:
                - {name: NAMESPACE, value: %1$s}
                - {name: INGRESS_NAME, value: %3$s}
                - {name: SERVICE_NAME, value: %4$s}
                - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                ports: [{containerPort: 3000}]
                readinessProbe:
                  httpGet: {path: /health, port: 3000}
                  periodSeconds: 1
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %4$s, namespace: %1$s}
        spec:
          type: NodePort
          selector: {app: %2$s}
          ports: [{port: 8080, targetPort: 3000%6$s}]
        """
                .formatted(
                        namespace,
                        deployment(),
                        ingress,
                        service,
                        RealCluster.ECHO,
                        portName.isEmpty() ? "" : ", name: " + portName);
    }
}
