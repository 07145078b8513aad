{{/* Refuses keys that the chart does not know, and names the nearest one. values.schema.json checks types; it has no words
     for "did you mean", and it is asked first, so unknown keys are left to this. */}}

{{- define "brama.keys.check" -}}
{{- $file := .Files.Get "files/keys.yaml" | fromYaml -}}
{{- $found := dict "unknown" list "refused" list "ignored" list -}}
{{- include "brama.keys.walk" (dict "known" $file.known "values" .Values "path" "" "quiet" $file.quiet "found" $found) -}}
{{- $paths := dict "all" list -}}
{{- if $found.unknown -}}
{{- include "brama.keys.paths" (dict "known" $file.known "path" "" "paths" $paths) -}}
{{- end -}}
{{- $lines := $found.refused -}}
{{- range $unknown := $found.unknown -}}
{{- $near := include "brama.keys.nearest" (list $unknown $paths.all) -}}
{{- $mend := ternary "the README of the chart lists all keys" (printf "did you mean %s?" $near) (eq $near "") -}}
{{- $lines = append $lines (printf "unknown key %s: %s" $unknown $mend) -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{/* Set keys that have no effect, for NOTES.txt: one a line. */}}
{{- define "brama.keys.ignored" -}}
{{- $file := .Files.Get "files/keys.yaml" | fromYaml -}}
{{- $found := dict "unknown" list "refused" list "ignored" list -}}
{{- include "brama.keys.walk" (dict "known" $file.known "values" .Values "path" "" "quiet" $file.quiet "found" $found) -}}
{{- join "\n" $found.ignored -}}
{{- end -}}

{{/* Goes down both trees; a map of the known keys is closed, a leaf tells what becomes of its key. */}}
{{- define "brama.keys.walk" -}}
{{- $at := . -}}
{{- range $key, $value := .values -}}
{{- $path := ternary $key (printf "%s.%s" $at.path $key) (eq $at.path "") -}}
{{- if not (hasKey $at.known $key) -}}
{{- $_ := set $at.found "unknown" (append $at.found.unknown $path) -}}
{{- else -}}
{{- $known := index $at.known $key -}}
{{- if kindIs "map" $known -}}
{{- if kindIs "map" $value -}}
{{- include "brama.keys.walk" (dict "known" $known "values" $value "path" $path "quiet" $at.quiet "found" $at.found) -}}
{{- end -}}
{{- else if ternary (ne (toString $value) (toString (get $at.quiet $path))) (not (empty $value)) (hasKey $at.quiet $path) -}}
{{- $why := regexReplaceAll "^[a-z]+(: )?" $known "" -}}
{{- if hasPrefix "refused" $known -}}
{{- $_ := set $at.found "refused" (append $at.found.refused (printf "%s cannot be carried over: %s" $path $why)) -}}
{{- else if hasPrefix "ignored" $known -}}
{{- $_ := set $at.found "ignored" (append $at.found.ignored (printf "%s: %s" $path $why)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* All known paths. */}}
{{- define "brama.keys.paths" -}}
{{- $at := . -}}
{{- range $key, $known := .known -}}
{{- $path := ternary $key (printf "%s.%s" $at.path $key) (eq $at.path "") -}}
{{- $_ := set $at.paths "all" (append $at.paths.all $path) -}}
{{- if kindIs "map" $known -}}
{{- include "brama.keys.paths" (dict "known" $known "path" $path "paths" $at.paths) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The nearest of some paths, empty where none is near: a sibling that is a slip away, else a key of this name in another
     place, else the sibling of few edits and a long common beginning, for people shorten names (replicas, replicaCount). */}}
{{- define "brama.keys.nearest" -}}
{{- $unknown := index . 0 -}}
{{- $name := last (splitList "." $unknown) -}}
{{- $parent := trimSuffix $name $unknown -}}
{{- $best := dict "path" "" "score" 1000 -}}
{{- range $path := index . 1 -}}
{{- $other := last (splitList "." $path) -}}
{{- $sibling := eq (trimSuffix $other $path) $parent -}}
{{- if $sibling -}}
{{- $edits := int (include "brama.keys.edits" (list (lower $name) (lower $other))) -}}
{{- $shared := int (include "brama.keys.prefix" (list (lower $name) (lower $other))) -}}
{{- $longer := max (len $name) (len $other) -}}
{{- $slip := le $edits (div $longer 4) -}}
{{- $score := ternary (sub $edits 1000) (sub $edits $shared) $slip -}}
{{- $part := and (ge (min (len $name) (len $other)) 4) (or (contains (lower $name) (lower $other)) (contains (lower $other) (lower $name))) -}}
{{- $near := or $slip $part (le (mul 3 $edits) $longer) (and (ge $shared 3) (le $edits $shared)) -}}
{{- if and $near (lt $score (int64 $best.score)) }}{{- $_ := set $best "path" $path }}{{- $_ := set $best "score" $score }}{{- end -}}
{{- else if eq (lower $other) (lower $name) -}}
{{- $related := eq (first (splitList "." $path)) (first (splitList "." $unknown)) -}}
{{- $score := sub (len (splitList "." $path)) (ternary 200 100 $related) -}}
{{- if lt $score (int64 $best.score) }}{{- $_ := set $best "path" $path }}{{- $_ := set $best "score" $score }}{{- end -}}
{{- end -}}
{{- end -}}
{{- $best.path -}}
{{- end -}}

{{/* Edits between two words (Levenshtein), a row at a time. */}}
{{- define "brama.keys.edits" -}}
{{- $there := splitList "" (index . 1) -}}
{{- $row := until (add1 (len $there) | int) -}}
{{- range $i, $a := splitList "" (index . 0) -}}
{{- $next := list (add1 $i) -}}
{{- range $j, $b := $there -}}
{{- $change := ternary 0 1 (eq $a $b) -}}
{{- $next = append $next (min (add (index $row $j) $change) (add1 (index $row (add1 $j))) (add1 (index $next $j))) -}}
{{- end -}}
{{- $row = $next -}}
{{- end -}}
{{- last $row -}}
{{- end -}}

{{/* The length of the common beginning of two words. */}}
{{- define "brama.keys.prefix" -}}
{{- $there := splitList "" (index . 1) -}}
{{- $same := dict "count" 0 "open" true -}}
{{- range $i, $a := splitList "" (index . 0) -}}
{{- if and $same.open (lt $i (len $there)) (eq $a (index $there $i)) -}}
{{- $_ := set $same "count" (add1 $same.count) -}}
{{- else -}}
{{- $_ := set $same "open" false -}}
{{- end -}}
{{- end -}}
{{- $same.count -}}
{{- end -}}
