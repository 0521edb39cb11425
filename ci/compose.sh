#!/usr/bin/env bash
# Starts the try-out of config/compose.yaml with podman where no registry can be reached, lets sessions
# pile up behind a migration, and waits until the guard has ended it and Prometheus knows. Outside
# `mvn verify`; takes two minutes the first time.
#
#   ci/compose.sh        as root, on Debian, after ci/image.sh, with debootstrap, podman, podman-compose,
#                        runc, iptables and golang-github-containernetworking-plugin-dnsname installed
#
# The image is the real one. Debian's PostgreSQL and Prometheus stand in for images that are not there.
# Grafana is left out: Debian has none. The stand-ins stay; `podman rmi` them to make them anew.
set -euo pipefail
cd "$(dirname "$0")/.."

export BUILDAH_ISOLATION=chroot
platform=$(dpkg --print-architecture)
readonly platform
readonly work=$PWD/target/compose
readonly stand_in=localhost/stand-in project=lockkeeper-trial
readonly page=http://127.0.0.1:9753 queries=http://127.0.0.1:9090/api/v1/query

say() { echo "== $*"; }

# For machines that may not raise limits, or have control groups of version 1 and 2 side by side.
export CONTAINERS_CONF=$work/containers.conf
configure() {
    printf '%s\n' '[containers]' 'default_ulimits = ["nofile=10000:10000", "nproc=10000:10000"]' \
        '[engine]' 'runtime = "runc"' >"$CONTAINERS_CONF"
}

# What the entry point of the official image does, as far as the try-out needs it.
write_entry_point() {
    cat >"$1" <<'END'
#!/bin/sh
set -e
export PGDATA=/var/lib/postgresql/data
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chown -R postgres "$PGDATA" /var/run/postgresql
    exec setpriv --reuid postgres --regid postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    echo "$POSTGRES_PASSWORD" >/tmp/password
    initdb -U postgres -A scram-sha-256 --pwfile=/tmp/password
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -w start -o '-c listen_addresses='
    for file in /docker-entrypoint-initdb.d/*.sql; do
        PGPASSWORD=$POSTGRES_PASSWORD psql -v ON_ERROR_STOP=1 -U postgres -f "$file"
    done
    pg_ctl -w stop
fi
exec postgres -c 'listen_addresses=*'
END
    chmod +x "$1"
}

make_stand_ins() {
    say "stand-ins for PostgreSQL and Prometheus"
    local root=$work/root container
    rm -rf "$root"
    debootstrap --variant=minbase --include=postgresql-15,prometheus bookworm "$root" >"$work/debootstrap.log"
    write_entry_point "$root/usr/local/bin/entry-point"
    container=$(buildah from scratch)
    buildah add -q "$container" "$root" / >/dev/null
    buildah config --entrypoint '["entry-point"]' \
        --env PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin "$container"
    buildah commit -q --format docker "$container" "$stand_in/postgres" >/dev/null
    buildah config --entrypoint '["/usr/bin/prometheus"]' "$container"
    buildah commit -q --format docker "$container" "$stand_in/prometheus" >/dev/null
    buildah rm "$container" >/dev/null
    rm -rf "$root"
}

# Gives an image a name for the time of the trial, unless there is one of this name.
borrowed=()
lend() {
    podman image exists "$2" && return
    podman tag "$1" "$2"
    borrowed+=("$2")
}

compose() { podman-compose -p "$project" -f config/compose.yaml "$@" >>"$work/compose.log" 2>&1; }

container() {
    podman ps -q --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1"
}

fail() {
    echo "$1; see $work/*.log"
    podman logs "$(container lockkeeper)" || true
    exit 1
}

# One session of its own, as a person would open one.
session() {
    podman exec -e PGPASSWORD=deploy "$(container postgres)" psql -h 127.0.0.1 -U deploy -c "$1" postgres
}

await() {
    local what=$1 tries=300
    shift
    until "$@" >/dev/null 2>&1; do
        ((tries--)) || fail "in vain: $what"
        sleep 0.2
    done
    echo "$what"
}

asked() { curl -fsG "$queries" --data-urlencode "query=$1" | grep -q '"value":\['; }
waits() { curl -fs "$page/metrics" | grep -q "^lockkeeper_waiting_sessions{.*lock_type=\"relation\".* $1.0$"; }
is_there() { session 'SELECT 1 FROM users LIMIT 1'; }
reads() { session "SELECT 'it ' || 'reads' FROM pg_stat_activity WHERE query LIKE 'BEGIN%pg_sleep(60)'" | grep -q 'it reads'; }

pile_up() {
    local n
    say "a report, a migration behind it, five readers behind that"
    session 'BEGIN; SELECT count(*) FROM users; SELECT pg_sleep(60)' >/dev/null 2>&1 &
    await "the report reads" reads
    session 'ALTER TABLE users ADD COLUMN note text' >"$work/migration.log" 2>&1 &
    migration=$!
    await "the migration waits" waits 1
    for n in 1 2 3 4 5; do session 'SELECT * FROM users LIMIT 1' >/dev/null 2>&1 & done
    wait "$migration" && fail "the migration was not ended"
    grep -F 'canceling statement due to user request' "$work/migration.log" || fail "somebody else ended it"
    await "Prometheus knows" asked 'lockkeeper_guard_actions_total{action="cancel",outcome="released"} == 1'
}

confined() {
    local as
    as=$(podman inspect "$(container lockkeeper)" --format \
        'root read-only: {{.HostConfig.ReadonlyRootfs}}, capabilities: {{.EffectiveCaps}}, memory: {{.HostConfig.Memory}}')
    echo "$as"
    [ "$as" = "root read-only: true, capabilities: [], memory: $((192 << 20))" ] || fail "it may do more than it should"
    podman healthcheck run "$(container lockkeeper)" || fail "it is not healthy"
    echo "health check: passed"
}

clean_up() {
    local image
    compose down -v || true
    for image in "${borrowed[@]}"; do podman untag "$image" "$image"; done
    wait
}

mkdir -p "$work"
configure
podman image exists "$stand_in/postgres" && podman image exists "$stand_in/prometheus" || make_stand_ins
trap clean_up EXIT
lend "$stand_in/postgres" docker.io/library/postgres:18
lend "$stand_in/prometheus" docker.io/prom/prometheus:v3.5.0
podman tag "localhost/lockkeeper:$platform" localhost/lockkeeper:latest
say "try-out"
compose up -d postgres lockkeeper prometheus
await "PostgreSQL has its table" is_there
await "Lockkeeper is ready" curl -fs "$page/readyz"
confined
await "Prometheus scrapes it" asked 'lockkeeper_up == 1'
pile_up
