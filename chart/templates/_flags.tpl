{{/* The flags of `brama controller`, in a fixed order. A flag of controller.extraArgs takes the place of the chart's. */}}

{{- define "brama.flag" -}}
{{- $set := index . 0 -}}{{- $name := index . 1 -}}{{- $value := include "brama.text" (index . 2) -}}
{{- $_ := set $set "names" (append $set.names $name) -}}
{{- $_ := set $set.values $name $value -}}
{{- end -}}

{{/* Ports: a flag given by the user wins, so that probes, container ports and Services follow it. */}}
{{- define "brama.port.http" -}}
{{- include "brama.text" (default .Values.controller.containerPort.http (get .Values.controller.extraArgs "http-port")) -}}
{{- end -}}
{{- define "brama.port.https" -}}
{{- include "brama.text" (default .Values.controller.containerPort.https (get .Values.controller.extraArgs "https-port")) -}}
{{- end -}}
{{- define "brama.port.controller" -}}
{{- include "brama.text" (default .Values.controller.metrics.port (get .Values.controller.extraArgs "healthz-port")) -}}
{{- end -}}
{{- define "brama.port.status" -}}
{{- include "brama.text" (default 10246 (get .Values.controller.extraArgs "status-port")) -}}
{{- end -}}

{{- define "brama.scope.namespace" -}}
{{- default (include "brama.namespace" .) .Values.controller.scope.namespace -}}
{{- end -}}

{{- define "brama.publishService" -}}
{{- $controller := .Values.controller -}}
{{- if and $controller.publishService.enabled (not (get $controller.extraArgs "publish-status-address")) -}}
{{- if $controller.publishService.pathOverride -}}
{{- $controller.publishService.pathOverride -}}
{{- else if and $controller.service.enabled $controller.service.external.enabled -}}
{{- include "brama.namespace" . }}/{{ include "brama.controller.fullname" . -}}
{{- else if and $controller.service.enabled $controller.service.internal.enabled -}}
{{- include "brama.namespace" . }}/{{ include "brama.controller.fullname" . }}-internal
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The controller asks for nodes only where it reports their addresses or prefers its own zone. */}}
{{- define "brama.needsNodes" -}}
{{- $controller := .Values.controller -}}
{{- $args := $controller.extraArgs -}}
{{- $publishes := or (include "brama.publishService" .) (get $args "publish-service") (get $args "publish-status-address") -}}
{{- if or $controller.enableTopologyAwareRouting $controller.reportNodeInternalIp (not $publishes)
      (hasKey $args "enable-topology-aware-routing") (hasKey $args "report-node-internal-ip-address") -}}yes{{- end -}}
{{- end -}}

{{- define "brama.flags" -}}
{{- $set := dict "names" list "values" dict -}}
{{- $controller := .Values.controller -}}
{{- $namespace := include "brama.namespace" . -}}
{{- include "brama.flag" (list $set "nginx-mode" "sidecar") -}}
{{- include "brama.flag" (list $set "state-dir" "/var/lib/brama") -}}
{{- include "brama.flag" (list $set "controller-class" $controller.ingressClassResource.controllerValue) -}}
{{- with $controller.ingressClass }}{{- include "brama.flag" (list $set "ingress-class" .) -}}{{- end -}}
{{- if $controller.ingressClassByName }}{{- include "brama.flag" (list $set "ingress-class-by-name" "true") -}}{{- end -}}
{{- if $controller.watchIngressWithoutClass }}{{- include "brama.flag" (list $set "watch-ingress-without-class" "true") -}}{{- end -}}
{{- /* Without a ClusterRole no IngressClass can be read. */ -}}
{{- if .Values.rbac.scope }}{{- include "brama.flag" (list $set "disable-ingress-class-lookup" "true") -}}{{- end -}}
{{- include "brama.flag" (list $set "configmap" (printf "%s/%s" (default $namespace $controller.configMapNamespace) (include "brama.controller.fullname" .))) -}}
{{- if .Values.tcp }}
{{- include "brama.flag" (list $set "tcp-services-configmap" (printf "%s/%s-tcp" (default $namespace $controller.tcp.configMapNamespace) (include "brama.fullname" .))) -}}
{{- end -}}
{{- if .Values.udp }}
{{- include "brama.flag" (list $set "udp-services-configmap" (printf "%s/%s-udp" (default $namespace $controller.udp.configMapNamespace) (include "brama.fullname" .))) -}}
{{- end -}}
{{- if .Values.defaultBackend.enabled }}
{{- include "brama.flag" (list $set "default-backend-service" (printf "%s/%s" $namespace (include "brama.defaultBackend.fullname" .))) -}}
{{- end -}}
{{- if $controller.scope.enabled }}
{{- include "brama.flag" (list $set "watch-namespace" (include "brama.scope.namespace" .)) -}}
{{- else if $controller.scope.namespaceSelector }}
{{- include "brama.flag" (list $set "watch-namespace-selector" $controller.scope.namespaceSelector) -}}
{{- end -}}
{{- with include "brama.publishService" . }}{{- include "brama.flag" (list $set "publish-service" .) -}}{{- end -}}
{{- if $controller.reportNodeInternalIp }}{{- include "brama.flag" (list $set "report-node-internal-ip-address" "true") -}}{{- end -}}
{{- include "brama.flag" (list $set "election-id" (include "brama.electionID" .)) -}}
{{- with $controller.electionTTL }}{{- include "brama.flag" (list $set "election-ttl" .) -}}{{- end -}}
{{- if $controller.disableLeaderElection }}{{- include "brama.flag" (list $set "disable-leader-election" "true") -}}{{- end -}}
{{- if $controller.enableTopologyAwareRouting }}{{- include "brama.flag" (list $set "enable-topology-aware-routing" "true") -}}{{- end -}}
{{- include "brama.flag" (list $set "http-port" (include "brama.port.http" .)) -}}
{{- include "brama.flag" (list $set "https-port" (include "brama.port.https" .)) -}}
{{- include "brama.flag" (list $set "healthz-port" (include "brama.port.controller" .)) -}}
{{- with $controller.healthCheckHost }}{{- include "brama.flag" (list $set "healthz-host" .) -}}{{- end -}}
{{- include "brama.flag" (list $set "status-port" (include "brama.port.status" .)) -}}
{{- include "brama.flag" (list $set "enable-metrics" (toString $controller.metrics.enabled)) -}}
{{- if $controller.admissionWebhooks.enabled }}
{{- include "brama.flag" (list $set "validating-webhook" (printf ":%s" (include "brama.text" $controller.admissionWebhooks.port))) -}}
{{- if $controller.admissionWebhooks.certManager.enabled }}
{{- include "brama.flag" (list $set "webhook-certificate" "/etc/brama/webhook/tls.crt") -}}
{{- include "brama.flag" (list $set "webhook-key" "/etc/brama/webhook/tls.key") -}}
{{- else }}
{{- include "brama.flag" (list $set "webhook-service" (printf "%s/%s" $namespace (include "brama.admission.service" .))) -}}
{{- include "brama.flag" (list $set "webhook-configuration" (include "brama.admission.fullname" .)) -}}
{{- include "brama.flag" (list $set "webhook-secret" (printf "%s/%s" $namespace (include "brama.admission.secret" .))) -}}
{{- end -}}
{{- end -}}
{{- if include "brama.templates.configMap" . }}{{- include "brama.flag" (list $set "templates" "/etc/brama/templates") -}}{{- end -}}
{{- include "brama.flag" (list $set "log-format" $controller.log.format) -}}
{{- include "brama.flag" (list $set "v" $controller.log.level) -}}
{{- range $name, $value := $controller.extraArgs -}}
{{- if not (hasKey $set.values $name) }}{{- $_ := set $set "names" (append $set.names $name) -}}{{- end -}}
{{- /* Not `default`: a value of false is a value. */ -}}
{{- $_ := set $set.values $name (ternary "" (include "brama.text" $value) (kindIs "invalid" $value)) -}}
{{- end -}}
{{- range $name := $set.names }}
{{- $value := get $set.values $name }}
- {{ printf "--%s%s" $name (ternary (printf "=%s" $value) "" (ne $value "")) | quote }}
{{- end -}}
{{- end -}}

{{- define "brama.templates.configMap" -}}
{{- if .Values.controller.templates.configMapName -}}
{{- .Values.controller.templates.configMapName -}}
{{- else if .Values.controller.templates.files -}}
{{- include "brama.controller.fullname" . }}-templates
{{- end -}}
{{- end -}}
