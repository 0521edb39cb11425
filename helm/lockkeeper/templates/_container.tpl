{{/* A probe of one path. The daemon refuses a Host it does not know; localhost it always knows. */}}
{{- define "lockkeeper.probe" -}}
httpGet:
  path: {{ index . 0 }}
  port: http
  httpHeaders:
    - name: Host
      value: localhost
{{ toYaml (index . 1) }}
{{- end }}

{{/* What the daemon's container has wherever it runs: everything but name, probes and restart policy. */}}
{{- define "lockkeeper.container" -}}
image: {{ include "lockkeeper.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [run, --config, /etc/lockkeeper/config/lockkeeper.yaml]
{{- include "lockkeeper.environment" . }}
ports:
  - name: http
    containerPort: {{ .Values.http.port }}
    protocol: TCP
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- end }}

{{- define "lockkeeper.environment" -}}
{{- with .Values.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: lockkeeper-config
    mountPath: /etc/lockkeeper/config
    readOnly: true
  - name: lockkeeper-secrets
    mountPath: /etc/lockkeeper/secrets
    readOnly: true
  - name: lockkeeper-journal
    mountPath: /var/lib/lockkeeper/journal
  {{- if or .Values.ca.configMap .Values.ca.secret }}
  - name: lockkeeper-ca
    mountPath: /etc/lockkeeper/ca
    readOnly: true
  {{- end }}
  {{- if .Values.killSwitch.configMap }}
  - name: lockkeeper-kill-switch
    mountPath: /etc/lockkeeper/kill-switch
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* The volumes of that container, the journal's excepted. */}}
{{- define "lockkeeper.settingsVolumes" -}}
- name: lockkeeper-config
  configMap:
    name: {{ include "lockkeeper.fullname" . }}
- name: lockkeeper-secrets
  projected:
    # 0440, which YAML 1.2 would read as decimal
    defaultMode: 288
    sources:
      {{- include "lockkeeper.secretFiles" . | nindent 6 }}
{{- if .Values.ca.configMap }}
- name: lockkeeper-ca
  configMap:
    name: {{ .Values.ca.configMap }}
{{- else if .Values.ca.secret }}
- name: lockkeeper-ca
  secret:
    secretName: {{ .Values.ca.secret }}
    defaultMode: 288
{{- end }}
{{- if .Values.killSwitch.configMap }}
- name: lockkeeper-kill-switch
  configMap:
    name: {{ .Values.killSwitch.configMap }}
    optional: true
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
