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

{{/*
Where every guard enforces: armed. Where none does, nothing more can be asked for than to be read. Some of
each would never be armed, or let a migration start unguarded, so that is refused.
*/}}
{{- define "lockkeeper.sidecar.armed" -}}
{{- $modes := list -}}
{{- range .Values.targets -}}
{{- $modes = append $modes (include "lockkeeper.guardMode" (list ($.Values.guard | default dict) .guard)) -}}
{{- end -}}
{{- if and (has "enforce" $modes) (gt (len ($modes | uniq)) 1) -}}
{{- fail (printf "\ntargets: a sidecar guards all of its targets or none, but their guard.mode is %s; give those that are only watched a release of their own" (join ", " $modes)) -}}
{{- end -}}
{{- if has "enforce" $modes }}/armedz{{ else }}/readyz{{ end -}}
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
