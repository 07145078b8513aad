{{/* What a PodDisruptionBudget allows, of the values of a workload. Never both: the API server refuses that. */}}
{{- define "brama.budget" -}}
{{- if ne (toString (default "" .maxUnavailable)) "" -}}
maxUnavailable: {{ include "brama.text" .maxUnavailable }}
{{- else -}}
minAvailable: {{ include "brama.text" .minAvailable }}
{{- end }}
{{- with .unhealthyPodEvictionPolicy }}
unhealthyPodEvictionPolicy: {{ . }}
{{- end }}
{{- end -}}
