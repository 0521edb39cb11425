{{- define "lockkeeper.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "lockkeeper.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "lockkeeper.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The full name with an ending, short enough for any kind of object: (list . "ending"). */}}
{{- define "lockkeeper.named" -}}
{{- $ending := index . 1 -}}
{{- $room := sub 62 (len $ending) | int -}}
{{- printf "%s-%s" (include "lockkeeper.fullname" (index . 0) | trunc $room | trimSuffix "-") $ending -}}
{{- end }}

{{- define "lockkeeper.selectorLabels" -}}
app.kubernetes.io/name: {{ include "lockkeeper.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lockkeeper.labels" -}}
{{- $ours := dict
    "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
    "app.kubernetes.io/version" (.Chart.AppVersion | toString)
    "app.kubernetes.io/managed-by" .Release.Service -}}
{{- toYaml (merge (include "lockkeeper.selectorLabels" . | fromYaml) $ours .Values.commonLabels) -}}
{{- end }}

{{- define "lockkeeper.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "lockkeeper.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "lockkeeper.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end }}
