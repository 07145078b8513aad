{{/* The address of the image, out of image.* and of controller.image.* as the ingress-nginx chart has it. */}}

{{- define "brama.image.foreign" -}}
{{- $image := .Values.controller.image -}}
{{- $address := printf "%s %s" (default "" $image.image) (default "" $image.repository) -}}
{{- if contains "ingress-nginx/" $address -}}yes{{- end -}}
{{- end -}}

{{- define "brama.image" -}}
{{- $old := .Values.controller.image -}}
{{- $registry := default "" .Values.global.image.registry -}}
{{- $repository := .Values.image.repository -}}
{{- $tag := default .Chart.AppVersion .Values.image.tag -}}
{{- $digest := default "" .Values.image.digest -}}
{{- if not (include "brama.image.foreign" .) -}}
{{- $registry = default $registry $old.registry -}}
{{- if or $old.image $old.repository -}}
{{- $repository = default $old.image $old.repository -}}
{{- if $old.repository }}{{- $registry = "" -}}{{- end -}}
{{- $tag = default $tag $old.tag -}}
{{- $digest = default $digest $old.digest -}}
{{- end -}}
{{- end -}}
{{- /* The registry of ingress-nginx holds no Brama. */ -}}
{{- if and $registry (ne $registry "registry.k8s.io") -}}{{ $registry }}/{{- end -}}
{{- $repository -}}
{{- if $digest -}}@{{ $digest }}{{- else -}}:{{ include "brama.text" $tag }}{{- end -}}
{{- end -}}

{{- define "brama.image.pullPolicy" -}}
{{- default .Values.image.pullPolicy .Values.controller.image.pullPolicy -}}
{{- end -}}

{{- define "brama.defaultBackend.image" -}}
{{- $image := .Values.defaultBackend.image -}}
{{- if $image.repository -}}
{{- $image.repository -}}
{{- else -}}
{{- default "registry.k8s.io" (default .Values.global.image.registry $image.registry) -}}/{{- $image.image -}}
{{- end -}}
{{- if $image.digest -}}@{{ $image.digest }}{{- else -}}:{{ include "brama.text" $image.tag }}{{- end -}}
{{- end -}}
