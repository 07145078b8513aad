{{/* The Pod: the controller as a native sidecar, and nginx. */}}

{{/* Below 1024 a process needs either the sysctl, which Kubernetes refuses on the network of the host, or a capability. */}}
{{- define "brama.needsCapability" -}}
{{- $low := or (lt (int (include "brama.port.http" .)) 1024) (lt (int (include "brama.port.https" .)) 1024) -}}
{{- range $port, $_ := merge (dict) .Values.tcp .Values.udp }}{{- if lt (int (include "brama.text" $port)) 1024 }}{{- $low = true -}}{{- end -}}{{- end -}}
{{- if and .Values.controller.hostNetwork $low -}}yes{{- end -}}
{{- end -}}

{{- define "brama.podSecurityContext" -}}
{{- $image := .Values.controller.image -}}
{{- $sysctls := list -}}
{{- if not .Values.controller.hostNetwork -}}
{{- $sysctls = append $sysctls (dict "name" "net.ipv4.ip_unprivileged_port_start" "value" "0") -}}
{{- end -}}
{{- range $name, $value := .Values.controller.sysctls -}}
{{- if or $.Values.controller.hostNetwork (ne $name "net.ipv4.ip_unprivileged_port_start") -}}
{{- $sysctls = append $sysctls (dict "name" $name "value" (include "brama.text" $value)) -}}
{{- end -}}
{{- end -}}
{{- $context := dict "runAsNonRoot" true "runAsUser" $image.runAsUser "runAsGroup" $image.runAsGroup "fsGroup" $image.runAsGroup
      "fsGroupChangePolicy" "OnRootMismatch" "seccompProfile" $image.seccompProfile -}}
{{- with $sysctls }}{{- $_ := set $context "sysctls" . -}}{{- end -}}
{{- toYaml (mergeOverwrite $context (deepCopy .Values.controller.podSecurityContext)) -}}
{{- end -}}

{{- define "brama.containerSecurityContext" -}}
{{- $context := dict "runAsNonRoot" true "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true
      "capabilities" (dict "drop" (list "ALL")) -}}
{{- toYaml (mergeOverwrite $context (deepCopy .Values.controller.containerSecurityContext)) -}}
{{- end -}}

{{/* On the network of the host: root with three capabilities, only until setpriv has become the user with one. */}}
{{- define "brama.nginxSecurityContext" -}}
{{- if include "brama.needsCapability" . -}}
{{- $context := dict "runAsNonRoot" false "runAsUser" 0 "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true
      "capabilities" (dict "drop" (list "ALL") "add" (list "NET_BIND_SERVICE" "SETUID" "SETGID")) -}}
{{- toYaml (mergeOverwrite $context (deepCopy .Values.controller.containerSecurityContext)) -}}
{{- else -}}
{{- include "brama.containerSecurityContext" . -}}
{{- end -}}
{{- end -}}

{{- define "brama.lifecycle" -}}
{{- $lifecycle := .Values.controller.lifecycle -}}
{{- $old := contains "/wait-shutdown" (toJson $lifecycle) -}}
{{- if and $lifecycle (not $old) -}}
{{- toYaml $lifecycle -}}
{{- else if .Values.controller.preStopSleepSeconds -}}
preStop:
  sleep:
    seconds: {{ .Values.controller.preStopSleepSeconds }}
{{- end -}}
{{- end -}}

{{/* Timings of a probe, without what it would ask. */}}
{{- define "brama.timings" -}}
{{- toYaml (pick . "initialDelaySeconds" "periodSeconds" "timeoutSeconds" "successThreshold" "failureThreshold") -}}
{{- end -}}

{{- define "brama.extraEnvs.plain" -}}
{{- range .Values.controller.extraEnvs -}}
{{- if not (contains "secretKeyRef" (toJson .)) }}
- {{ toYaml . | nindent 2 | trim }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "brama.pod" -}}
{{- $controller := .Values.controller -}}
{{- $namespace := include "brama.namespace" . -}}
metadata:
  labels:
    {{- include "brama.podLabels" (list . "controller" $controller.labels $controller.podLabels) | nindent 4 }}
  annotations:
    kubectl.kubernetes.io/default-container: nginx
    {{- with include "brama.templates.checksum" . }}
    {{- /* Templates are read at the start only; the ConfigMap of settings is watched and needs no restart. */}}
    checksum/templates: {{ . }}
    {{- end }}
    {{- with $controller.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "brama.serviceAccountName" . }}
  # The token is in a volume that the container nginx does not mount.
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ $controller.terminationGracePeriodSeconds }}
  dnsPolicy: {{ $controller.dnsPolicy }}
  {{- with $controller.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $controller.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if and $controller.hostname (kindIs "string" $controller.hostname) }}
  hostname: {{ $controller.hostname }}
  {{- end }}
  {{- if $controller.hostNetwork }}
  hostNetwork: true
  {{- end }}
  {{- with $controller.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $controller.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "brama.podSecurityContext" . | nindent 4 }}
  initContainers:
    {{- with $controller.extraInitContainers }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
    - name: controller
      image: {{ include "brama.image" . | quote }}
      imagePullPolicy: {{ include "brama.image.pullPolicy" . }}
      # A native sidecar: it starts before nginx, and ends after it.
      restartPolicy: Always
      command:
        - /usr/local/bin/brama-controller
      args:
        {{- include "brama.flags" . | trim | nindent 8 }}
      env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: POD_NAMESPACE
          valueFrom:
            fieldRef:
              fieldPath: metadata.namespace
        - name: POD_IP
          valueFrom:
            fieldRef:
              fieldPath: status.podIP
        - name: NODE_NAME
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        {{- with $controller.extraEnvs }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: {{ $controller.metrics.portName }}
          containerPort: {{ include "brama.port.controller" . }}
          protocol: TCP
        {{- if $controller.admissionWebhooks.enabled }}
        - name: webhook
          containerPort: {{ include "brama.text" $controller.admissionWebhooks.port }}
          protocol: TCP
        {{- end }}
      # nginx is started when this passes. With the API server away and no configuration of before, it waits rather than dies.
      # There is no readinessProbe and no livenessProbe: a sidecar that is not ready makes the Pod unready, and nginx goes on
      # serving what it has while the controller is away.
      startupProbe:
        httpGet:
          path: /startupz
          port: {{ include "brama.port.controller" . }}
          {{- with $controller.healthCheckHost }}
          host: {{ . }}
          {{- end }}
        {{- toYaml (pick $controller.startupProbe "periodSeconds" "timeoutSeconds" "failureThreshold") | nindent 8 }}
      securityContext:
        {{- include "brama.containerSecurityContext" . | nindent 8 }}
      {{- with $controller.controllerResources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        - name: state
          mountPath: /var/lib/brama
        - name: controller-tmp
          mountPath: /tmp
        - name: token
          mountPath: /var/run/secrets/kubernetes.io/serviceaccount
          readOnly: true
        {{- if and $controller.admissionWebhooks.enabled $controller.admissionWebhooks.certManager.enabled }}
        - name: webhook-certificate
          mountPath: /etc/brama/webhook
          readOnly: true
        {{- end }}
        {{- if include "brama.templates.configMap" . }}
        - name: templates
          mountPath: /etc/brama/templates
          readOnly: true
        {{- end }}
        {{- with $controller.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  containers:
    - name: nginx
      image: {{ include "brama.image" . | quote }}
      imagePullPolicy: {{ include "brama.image.pullPolicy" . }}
      command:
        {{- if include "brama.needsCapability" . }}
        # Ports below 1024 of the host: from root to the user, with one capability left.
        - /usr/bin/setpriv
        - --reuid={{ $controller.image.runAsUser }}
        - --regid={{ $controller.image.runAsGroup }}
        - --clear-groups
        - --inh-caps=+net_bind_service
        - --ambient-caps=+net_bind_service
        {{- end }}
        - /usr/local/bin/brama-nginx
      {{- with include "brama.extraEnvs.plain" . | trim }}
      env:
        {{- . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ include "brama.port.http" . }}
          protocol: TCP
          {{- if $controller.hostPort.enabled }}
          hostPort: {{ include "brama.text" $controller.hostPort.ports.http }}
          {{- end }}
        - name: https
          containerPort: {{ include "brama.port.https" . }}
          protocol: TCP
          {{- if $controller.hostPort.enabled }}
          hostPort: {{ include "brama.text" $controller.hostPort.ports.https }}
          {{- end }}
        - name: status
          containerPort: {{ include "brama.port.status" . }}
          protocol: TCP
        {{- range $port, $_ := .Values.tcp }}
        - name: {{ include "brama.port.name" (list $ $port "tcp") }}
          containerPort: {{ $port }}
          protocol: TCP
          {{- if $controller.hostPort.enabled }}
          hostPort: {{ $port }}
          {{- end }}
        {{- end }}
        {{- range $port, $_ := .Values.udp }}
        - name: {{ include "brama.port.name" (list $ $port "udp") }}
          containerPort: {{ $port }}
          protocol: UDP
          {{- if $controller.hostPort.enabled }}
          hostPort: {{ $port }}
          {{- end }}
        {{- end }}
      readinessProbe:
        httpGet:
          path: /healthz
          port: {{ include "brama.port.status" . }}
        {{- include "brama.timings" $controller.readinessProbe | nindent 8 }}
      livenessProbe:
        httpGet:
          path: /healthz
          port: {{ include "brama.port.status" . }}
        {{- include "brama.timings" $controller.livenessProbe | nindent 8 }}
      {{- with include "brama.lifecycle" . }}
      lifecycle:
        {{- . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "brama.nginxSecurityContext" . | nindent 8 }}
      {{- with $controller.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        - name: state
          mountPath: /var/lib/brama
        - name: nginx-tmp
          mountPath: /tmp
        {{- with $controller.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    {{- with $controller.extraContainers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    # In memory: private keys never reach a disk, and nothing of it outlives the Pod.
    - name: state
      emptyDir:
        medium: Memory
        sizeLimit: {{ $controller.state.sizeLimit }}
    - name: controller-tmp
      emptyDir:
        sizeLimit: {{ $controller.tmp.sizeLimit }}
    - name: nginx-tmp
      emptyDir:
        sizeLimit: {{ $controller.tmp.sizeLimit }}
    - name: token
      projected:
        defaultMode: 0440
        sources:
          - serviceAccountToken:
              path: token
              expirationSeconds: 3600
          - configMap:
              name: kube-root-ca.crt
              items:
                - key: ca.crt
                  path: ca.crt
          - downwardAPI:
              items:
                - path: namespace
                  fieldRef:
                    fieldPath: metadata.namespace
    {{- if and $controller.admissionWebhooks.enabled $controller.admissionWebhooks.certManager.enabled }}
    - name: webhook-certificate
      secret:
        secretName: {{ include "brama.admission.fullname" . }}
        defaultMode: 0440
    {{- end }}
    {{- with include "brama.templates.configMap" . }}
    - name: templates
      configMap:
        name: {{ . }}
    {{- end }}
    {{- with $controller.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $controller.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $controller.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $controller.affinity }}
  affinity:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  {{- with $controller.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "brama.templates.checksum" -}}
{{- with .Values.controller.templates.files -}}{{ toJson . | sha256sum }}{{- end -}}
{{- end -}}

{{/* A port's name, at most 15 characters in a Pod: list of context, port, protocol. */}}
{{- define "brama.port.name" -}}
{{- $prefix := (index . 0).Values.portNamePrefix -}}
{{- printf "%s%s-%s" (ternary (printf "%s-" $prefix) "" (ne $prefix "")) (include "brama.text" (index . 1)) (index . 2) -}}
{{- end -}}
