{{/*
An init container with restartPolicy Always: a native sidecar. Its start-up probe passes once every
target is being sampled and, if the guard shall enforce, would be guarded, so what comes after it in the
pod starts guarded. In a chart of your own that
depends on this one:

  initContainers:
    {{- include "lockkeeper.sidecar" .Subcharts.lockkeeper | nindent 4 }}
  volumes:
    {{- include "lockkeeper.sidecar.volumes" .Subcharts.lockkeeper | nindent 4 }}
*/}}
{{- define "lockkeeper.sidecar" -}}
- name: lockkeeper
  restartPolicy: Always
  {{- include "lockkeeper.container" . | nindent 2 }}
  startupProbe:
    {{- include "lockkeeper.probe" (list (include "lockkeeper.sidecar.armed" .) .Values.probes.startup) | nindent 4 }}
{{- end }}

{{/* Where every guard enforces: armed. Else nothing more can be asked for than to be read. */}}
{{- define "lockkeeper.sidecar.armed" -}}
{{- $modes := list -}}
{{- range .Values.targets -}}
{{- $modes = append $modes (dig "mode" (dig "mode" "observe" ($.Values.guard | default dict)) (.guard | default dict)) -}}
{{- end -}}
{{- if eq (toString ($modes | uniq)) "[enforce]" }}/armedz{{ else }}/readyz{{ end -}}
{{- end }}

{{- define "lockkeeper.sidecar.volumes" -}}
{{ include "lockkeeper.settingsVolumes" . }}
- name: lockkeeper-journal
  emptyDir: {}
{{- end }}

{{/* For the Job's pod template, so that the PodMonitor finds it. */}}
{{- define "lockkeeper.sidecar.labels" -}}
lockkeeper.io/scrape: "true"
lockkeeper.io/release: {{ .Release.Name }}
{{- end }}
