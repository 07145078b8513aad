{{/* Names of objects, labels, and the way values become text. */}}

{{/* A release of the name ingress-nginx keeps the names and labels of the ingress-nginx chart: selectors of a Deployment are
     immutable, and so an upgrade in place finds its own. */}}
{{- define "brama.name" -}}
{{- $own := ternary "ingress-nginx" .Chart.Name (contains "ingress-nginx" .Release.Name) -}}
{{- default $own .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.fullname" -}}
{{- $name := include "brama.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "brama.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.controller.fullname" -}}
{{- printf "%s-%s" (include "brama.fullname" .) .Values.controller.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.defaultBackend.fullname" -}}
{{- printf "%s-%s" (include "brama.fullname" .) .Values.defaultBackend.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.admission.fullname" -}}
{{- printf "%s-%s" (include "brama.fullname" .) .Values.controller.admissionWebhooks.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.admission.service" -}}
{{- printf "%s-%s" (include "brama.controller.fullname" .) .Values.controller.admissionWebhooks.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Not the name of the Secret of the ingress-nginx chart, whose Job made it and whose keys are others. */}}
{{- define "brama.admission.secret" -}}
{{- printf "%s-webhook-certificate" (include "brama.fullname" .) -}}
{{- end -}}

{{- define "brama.electionID" -}}
{{- default (printf "%s-leader" (include "brama.fullname" .)) .Values.controller.electionID -}}
{{- end -}}

{{- define "brama.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "brama.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "brama.defaultBackend.serviceAccountName" -}}
{{- if .Values.defaultBackend.serviceAccount.create -}}
{{- default (printf "%s-backend" (include "brama.fullname" .)) .Values.defaultBackend.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.defaultBackend.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "brama.selectorLabels" -}}
app.kubernetes.io/name: {{ include "brama.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "brama.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "brama.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ include "brama.name" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* All labels of an object, each once: list of context, component, more labels. */}}
{{- define "brama.componentLabels" -}}
{{- $labels := merge (fromYaml (include "brama.labels" (index . 0))) (dict "app.kubernetes.io/component" (index . 1)) -}}
{{- range $more := rest (rest .) }}{{- $labels = merge $labels (default dict $more) -}}{{- end -}}
{{- toYaml $labels -}}
{{- end -}}

{{/* Labels of Pods: without the chart's version, lest a new chart restart Pods in which nothing changed. */}}
{{- define "brama.podLabels" -}}
{{- toYaml (omit (fromYaml (include "brama.componentLabels" .)) "helm.sh/chart") -}}
{{- end -}}

{{/* metadata of an object of the controller: list of context, name, more labels, annotations. */}}
{{- define "brama.metadata" -}}
{{- $top := index . 0 -}}
name: {{ index . 1 }}
namespace: {{ include "brama.namespace" $top }}
labels:
  {{- include "brama.componentLabels" (list $top "controller" (index . 2)) | nindent 2 }}
{{- with index . 3 }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* metadata of an object of the default backend: list of context, name, annotations. */}}
{{- define "brama.backendMetadata" -}}
{{- $top := index . 0 -}}
name: {{ index . 1 }}
namespace: {{ include "brama.namespace" $top }}
labels:
  {{- include "brama.componentLabels" (list $top "default-backend" $top.Values.defaultBackend.labels) | nindent 2 }}
{{- with index . 2 }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* brama.metadata without a namespace. */}}
{{- define "brama.clusterMetadata" -}}
{{- $lines := splitList "\n" (include "brama.metadata" .) -}}
{{- range $line := $lines -}}
{{- if not (hasPrefix "namespace: " $line) }}
{{ $line }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A number as people write it: without this 1000000 becomes 1e+06. */}}
{{- define "brama.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* Values of users name these templates of the ingress-nginx chart, in topologySpreadConstraints above all. */}}
{{- define "ingress-nginx.name" -}}{{ include "brama.name" . }}{{- end -}}
{{- define "ingress-nginx.fullname" -}}{{ include "brama.fullname" . }}{{- end -}}
{{- define "ingress-nginx.controller.fullname" -}}{{ include "brama.controller.fullname" . }}{{- end -}}
{{- define "ingress-nginx.selectorLabels" -}}{{ include "brama.selectorLabels" . }}{{- end -}}
{{- define "ingress-nginx.labels" -}}{{ include "brama.labels" . }}{{- end -}}
{{- define "ingress-nginx.serviceAccountName" -}}{{ include "brama.serviceAccountName" . }}{{- end -}}
