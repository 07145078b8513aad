{{/* A Service of nginx: dict of top, service (its values), name, labels, annotations. */}}
{{- define "brama.service" -}}
{{- $top := .top -}}
{{- $service := .service -}}
{{- $shared := $top.Values.controller.service -}}
{{- $type := default $shared.type $service.type -}}
{{- $outside := or (eq $type "LoadBalancer") (eq $type "NodePort") -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "brama.metadata" (list $top .name .labels $service.annotations) | nindent 2 }}
spec:
  type: {{ $type }}
  {{- with $service.clusterIP }}
  clusterIP: {{ . }}
  {{- end }}
  {{- with $service.clusterIPs }}
  clusterIPs:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $service.externalIPs }}
  externalIPs:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if eq $type "LoadBalancer" }}
  {{- with $service.loadBalancerIP }}
  loadBalancerIP: {{ . }}
  {{- end }}
  {{- with $service.loadBalancerClass }}
  loadBalancerClass: {{ . }}
  {{- end }}
  {{- with $service.loadBalancerSourceRanges }}
  loadBalancerSourceRanges:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if kindIs "bool" $service.allocateLoadBalancerNodePorts }}
  allocateLoadBalancerNodePorts: {{ $service.allocateLoadBalancerNodePorts }}
  {{- end }}
  {{- end }}
  {{- with $service.externalTrafficPolicy }}
  externalTrafficPolicy: {{ . }}
  {{- end }}
  {{- with $service.internalTrafficPolicy }}
  internalTrafficPolicy: {{ . }}
  {{- end }}
  {{- with $service.trafficDistribution }}
  trafficDistribution: {{ . }}
  {{- end }}
  {{- with $service.healthCheckNodePort }}
  healthCheckNodePort: {{ . }}
  {{- end }}
  {{- with $service.sessionAffinity }}
  sessionAffinity: {{ . }}
  {{- end }}
  {{- with $service.ipFamilyPolicy }}
  ipFamilyPolicy: {{ . }}
  {{- end }}
  {{- with $service.ipFamilies }}
  ipFamilies:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  ports:
    {{- range $name := list "http" "https" }}
    {{- if index $shared (printf "enable%s" (title $name)) }}
    - name: {{ $name }}
      port: {{ include "brama.text" (default (index $shared.ports $name) (index $service.ports $name)) }}
      targetPort: {{ include "brama.text" (default (index $shared.targetPorts $name) (index $service.targetPorts $name)) }}
      protocol: TCP
      {{- if $service.appProtocol }}
      appProtocol: {{ $name }}
      {{- end }}
      {{- if and $outside (index $service.nodePorts $name) }}
      nodePort: {{ include "brama.text" (index $service.nodePorts $name) }}
      {{- end }}
    {{- end }}
    {{- end }}
    {{- range $protocol := list "tcp" "udp" }}
    {{- range $port, $_ := index $top.Values $protocol }}
    {{- $port = include "brama.text" $port }}
    - name: {{ include "brama.port.name" (list $top $port $protocol) }}
      port: {{ $port }}
      targetPort: {{ include "brama.port.name" (list $top $port $protocol) }}
      protocol: {{ upper $protocol }}
      {{- $nodePorts := default dict (index $service.nodePorts $protocol) }}
      {{- if and $outside (index $nodePorts $port) }}
      nodePort: {{ include "brama.text" (index $nodePorts $port) }}
      {{- end }}
    {{- end }}
    {{- end }}
  selector:
    {{- include "brama.selectorLabels" $top | nindent 4 }}
    app.kubernetes.io/component: controller
{{- end -}}

{{/* A Service of the controller's own: dict of top, service (its values), name, labels, portName, targetPort, appProtocol. */}}
{{- define "brama.innerService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "brama.metadata" (list .top .name .labels .service.annotations) | nindent 2 }}
spec:
  type: {{ .service.type }}
  {{- with .service.clusterIP }}
  clusterIP: {{ . }}
  {{- end }}
  {{- with .service.externalIPs }}
  externalIPs:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if eq .service.type "LoadBalancer" }}
  {{- with .service.loadBalancerIP }}
  loadBalancerIP: {{ . }}
  {{- end }}
  {{- with .service.loadBalancerSourceRanges }}
  loadBalancerSourceRanges:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with .service.externalTrafficPolicy }}
  externalTrafficPolicy: {{ . }}
  {{- end }}
  ports:
    - name: {{ .portName }}
      port: {{ include "brama.text" .service.servicePort }}
      targetPort: {{ .targetPort }}
      protocol: TCP
      {{- with .appProtocol }}
      appProtocol: {{ . }}
      {{- end }}
      {{- if and .service.nodePort (ne .service.type "ClusterIP") }}
      nodePort: {{ include "brama.text" .service.nodePort }}
      {{- end }}
  selector:
    {{- include "brama.selectorLabels" .top | nindent 4 }}
    app.kubernetes.io/component: controller
{{- end -}}
