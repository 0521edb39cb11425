{{/* A short message where values that are fine one by one do not fit together. */}}
{{- define "lockkeeper.refusals" -}}
{{- if and .Values.journal.persistence.enabled (gt (int .Values.replicas) 1) -}}
{{- fail "\nreplicas: a journal on a volume belongs to one daemon; set replicas to 1 or journal.persistence.enabled to false" -}}
{{- end -}}
{{- with .Values.journal.persistence -}}
{{- if and .existingClaim (not .enabled) -}}
{{- fail "\njournal.persistence.existingClaim: is only used if you set journal.persistence.enabled to true" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ca.configMap .Values.ca.secret -}}
{{- fail "\nca: set either ca.configMap or ca.secret, not both" -}}
{{- end -}}
{{- $names := dict -}}
{{- range $i, $target := .Values.targets -}}
{{- if hasKey $names $target.name -}}
{{- fail (printf "\ntargets[%d].name: %s is there twice; a name belongs to one server" $i $target.name) -}}
{{- end -}}
{{- $_ := set $names $target.name true -}}
{{- if regexMatch "[?&](password|sslpassword)=" $target.url -}}
{{- fail (printf "\ntargets[%d].url: carries a password; put it into a Secret and name that in passwordSecret" $i) -}}
{{- end -}}
{{- end -}}
{{- include "lockkeeper.refusals.monitor" (list "serviceMonitor" .Values.serviceMonitor) -}}
{{- include "lockkeeper.refusals.monitor" (list "podMonitor" .Values.podMonitor) -}}
{{- include "lockkeeper.refusals.alerts" . -}}
{{- end }}

{{/* The Prometheus operator leaves such a monitor out: (list "key" MONITOR). */}}
{{- define "lockkeeper.refusals.monitor" -}}
{{- $key := index . 0 -}}
{{- with index . 1 -}}
{{- if and .enabled .scrapeTimeout .interval -}}
{{- if gt (include "lockkeeper.millis" .scrapeTimeout | int64) (include "lockkeeper.millis" .interval | int64) -}}
{{- fail (printf "\n%s: scrapeTimeout %s is longer than interval %s" $key .scrapeTimeout .interval) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "lockkeeper.millis" -}}
{{- $unit := get (dict "ms" 1 "s" 1000 "m" 60000) (regexFind "[a-z]+" .) -}}
{{- mul (regexFind "[0-9]+" . | atoi) $unit -}}
{{- end }}

{{- define "lockkeeper.refusals.alerts" -}}
{{- $known := list -}}
{{- range (.Files.Get "files/lockkeeper.rules.yaml" | fromYaml).groups -}}
{{- range .rules -}}
{{- $known = append $known .alert -}}
{{- end -}}
{{- end -}}
{{- with .Values.prometheusRule -}}
{{- if .enabled -}}
{{- range .disabled -}}
{{- if not (has . $known) -}}
{{- fail (printf "\nprometheusRule.disabled: there is no alert %s; there are %s" . (compact $known | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
