{{/* Rights. What is read in a namespace is the same in a ClusterRole and in a Role. */}}

{{- define "brama.rules.watched" -}}
- apiGroups: [""]
  resources: [services, secrets, configmaps]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: [get, list, watch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses/status]
  verbs: [update, patch]
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* Secrets of the own namespace that flags and values name. */}}
{{- define "brama.ownSecrets" -}}
{{- $namespace := include "brama.namespace" . -}}
{{- $default := default "" (get .Values.controller.extraArgs "default-ssl-certificate") -}}
{{- if hasPrefix (printf "%s/" $namespace) $default }}
- {{ trimPrefix (printf "%s/" $namespace) $default }}
{{- end }}
{{- if .Values.dhParam }}
- {{ include "brama.controller.fullname" . }}
{{- end }}
{{- end -}}
