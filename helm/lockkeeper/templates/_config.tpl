{{/* The guard's keys. YAML 1.1 reads a bare `off` as false, so that is what false means here. */}}
{{- define "lockkeeper.guard" -}}
{{- $guard := deepCopy . -}}
{{- if hasKey $guard "mode" -}}
{{- if kindIs "bool" $guard.mode -}}
{{- $_ := set $guard "mode" "off" -}}
{{- end -}}
{{- end -}}
{{- toYaml $guard -}}
{{- end }}

{{/* The Host names of the Service, and those of the values; the pod's address the daemon knows. */}}
{{- define "lockkeeper.hosts" -}}
{{- $name := include "lockkeeper.fullname" . -}}
{{- $namespace := .Release.Namespace -}}
{{- $hosts := list $name (printf "%s.%s" $name $namespace) (printf "%s.%s.svc" $name $namespace) (printf "%s.%s.svc.cluster.local" $name $namespace) -}}
{{- toYaml (concat $hosts .Values.http.hosts | uniq) -}}
{{- end }}

{{/* lockkeeper.yaml. Secrets are not in it: the daemon reads them from files. */}}
{{- define "lockkeeper.config" -}}
{{- $secrets := "/etc/lockkeeper/secrets" -}}
http:
  listen: 0.0.0.0:{{ .Values.http.port }}
  token: ${file:{{ $secrets }}/http-token}
  hosts:
    {{- include "lockkeeper.hosts" . | nindent 4 }}
  {{- with .Values.http.publicUrl }}
  public_url: {{ . | quote }}
  {{- end }}
targets:
  {{- range $i, $target := .Values.targets }}
  - name: {{ $target.name | quote }}
    url: {{ $target.url | quote }}
    user: {{ $target.user | quote }}
    {{- if $target.passwordSecret }}
    password: ${file:{{ $secrets }}/target-{{ $i }}-password}
    {{- end }}
    {{- with $target.guard }}
    guard:
      {{- include "lockkeeper.guard" . | nindent 6 }}
    {{- end }}
  {{- end }}
log:
  format: {{ .Values.log.format }}
{{- with .Values.sampling }}
sampling:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $guard := .Values.guard }}
{{- if .Values.killSwitch.configMap }}
{{- $guard = merge (dict "kill_switch" "/etc/lockkeeper/kill-switch/observe") $guard }}
{{- end }}
{{- with $guard }}
guard:
  {{- include "lockkeeper.guard" . | nindent 2 }}
{{- end }}
{{- with .Values.incidents }}
incidents:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if or .Values.alerts.slack .Values.alerts.webhooks }}
alerts:
  {{- with .Values.alerts.allowPrivate }}
  allow_private:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.alerts.slack }}
  slack:
    {{- range $i, $_ := . }}
    - url: ${file:{{ $secrets }}/slack-{{ $i }}-url}
    {{- end }}
  {{- end }}
  {{- with .Values.alerts.webhooks }}
  webhooks:
    {{- range $i, $webhook := . }}
    {{- if $webhook.urlSecret }}
    - url: ${file:{{ $secrets }}/webhook-{{ $i }}-url}
    {{- else }}
    - url: {{ $webhook.url | quote }}
    {{- end }}
      {{- if $webhook.signingSecret }}
      secret: ${file:{{ $secrets }}/webhook-{{ $i }}-secret}
      {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
journal:
  path: /var/lib/lockkeeper/journal
{{- end }}

{{/* What of it a running daemon does not take up. The rest needs no new pod. */}}
{{- define "lockkeeper.fixed" -}}
{{- range .Values.targets }}
{{- toJson (pick . "name" "url" "user") }}
{{- end }}
{{- toJson (pick .Values.sampling "statement_timeout") }}
{{- .Values.log.format }}
{{- end }}

{{/* One source of the projected volume: (list SECRET-REFERENCE "file name"). */}}
{{- define "lockkeeper.secretFile" -}}
- secret:
    name: {{ (index . 0).name | quote }}
    items:
      - key: {{ (index . 0).key | quote }}
        path: {{ index . 1 }}
{{- end }}

{{/* Every secret the configuration reads, as files. */}}
{{- define "lockkeeper.secretFiles" -}}
{{ include "lockkeeper.secretFile" (list .Values.http.tokenSecret "http-token") }}
{{- range $i, $target := .Values.targets }}
{{- with $target.passwordSecret }}
{{ include "lockkeeper.secretFile" (list . (printf "target-%d-password" $i)) }}
{{- end }}
{{- end }}
{{- range $i, $slack := .Values.alerts.slack }}
{{ include "lockkeeper.secretFile" (list $slack.urlSecret (printf "slack-%d-url" $i)) }}
{{- end }}
{{- range $i, $webhook := .Values.alerts.webhooks }}
{{- with $webhook.urlSecret }}
{{ include "lockkeeper.secretFile" (list . (printf "webhook-%d-url" $i)) }}
{{- end }}
{{- with $webhook.signingSecret }}
{{ include "lockkeeper.secretFile" (list . (printf "webhook-%d-secret" $i)) }}
{{- end }}
{{- end }}
{{- end }}

{{/* The mode in force for a target: (list GENERAL-GUARD TARGET-GUARD). */}}
{{- define "lockkeeper.guardMode" -}}
{{- $own := default dict (index . 1) -}}
{{- $mode := get (index . 0) "mode" -}}
{{- if hasKey $own "mode" -}}
{{- $mode = $own.mode -}}
{{- end -}}
{{- if kindIs "bool" $mode -}}off{{- else -}}{{ default "observe" $mode }}{{- end -}}
{{- end }}
