{{/* The speaker: gives Services their addresses and answers for them on the LAN. */}}

{{- define "brama.speaker.fullname" -}}
{{- printf "%s-%s" (include "brama.fullname" .) .Values.speaker.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "brama.speaker.serviceAccountName" -}}
{{- if .Values.speaker.serviceAccount.create -}}
{{- default (include "brama.speaker.fullname" .) .Values.speaker.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.speaker.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "brama.speaker.keySecret" -}}
{{- default (printf "%s-key" (include "brama.speaker.fullname" .)) .Values.speaker.keySecret.name -}}
{{- end -}}

{{/* metadata of an object of the speaker: list of context, name, annotations. */}}
{{- define "brama.speakerMetadata" -}}
{{- $top := index . 0 -}}
name: {{ index . 1 }}
namespace: {{ include "brama.namespace" $top }}
labels:
  {{- include "brama.componentLabels" (list $top "speaker" $top.Values.speaker.labels) | nindent 2 }}
{{- with index . 2 }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* brama.speakerMetadata without a namespace. */}}
{{- define "brama.speakerClusterMetadata" -}}
{{- $lines := splitList "\n" (include "brama.speakerMetadata" .) -}}
{{- range $line := $lines -}}
{{- if not (hasPrefix "namespace: " $line) }}
{{ $line }}
{{- end -}}
{{- end -}}
{{- end -}}
