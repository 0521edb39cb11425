#!/usr/bin/env bash
# Builds the image with buildah where no registry can be reached, on stand-ins for its two base images,
# starts it and scrapes it. Outside `mvn verify`; takes about five minutes the first time.
#
#   ci/image.sh          as root, on Debian, with buildah and debootstrap installed
#   ci/image.sh arm64    for another platform, under emulation, with qemu-user-static installed, too;
#                        takes half an hour
#
# JAVA_25_HOME: the JDK for the stand-in of the build image (default: the newest 25 under /usr/lib/jvm).
# The stand-ins stay in target/image; delete that to make them anew.
set -euo pipefail
cd "$(dirname "$0")/.."

export BUILDAH_ISOLATION=chroot
own=$(dpkg --print-architecture)
readonly own platform=${1:-$own}
readonly work=$PWD/target/image/$platform
readonly build_base=localhost/stand-in/build:$platform runtime_base=localhost/stand-in/runtime:$platform
readonly image=localhost/lockkeeper:$platform
readonly repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
java_home=${JAVA_25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -type d -name '*25*' | sort | tail -1)}

say() { echo "== $*"; }

# The kernel starts programs of another platform with QEMU, once it is told of it.
emulate() {
    local known=/proc/sys/fs/binfmt_misc machine
    case $platform in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; *) machine=$platform ;; esac
    [ -e "$known/register" ] || mount -t binfmt_misc binfmt_misc "$known"
    [ -e "$known/qemu-$machine" ] || cat "/usr/lib/binfmt.d/qemu-$machine.conf" >"$known/register"
}

# Debian with a JDK 25 and Maven, in the place of maven:3-eclipse-temurin-25. The JDK is this machine's;
# for another platform it is Debian's own, of the first release that has one.
make_build_base() {
    say "stand-in for the build image"
    local root=$work/build release=bookworm packages=ca-certificates
    [ "$platform" = "$own" ] || { release=trixie && packages+=,openjdk-25-jdk-headless; }
    debootstrap --arch="$platform" --variant=minbase --include="$packages" "$release" "$root" >"$work/debootstrap.log"
    mkdir -p "$root/opt/java" "$root/usr/share/maven"
    if [ "$platform" = "$own" ]; then
        cp -a "$java_home" "$root/opt/java/openjdk"
        # a package may have put a link into /etc in its place
        cp -L --remove-destination "$java_home/lib/security/cacerts" "$root/opt/java/openjdk/lib/security/"
    else
        ln -s "/usr/lib/jvm/java-25-openjdk-$platform" "$root/opt/java/openjdk"
    fi
    cp -aL /usr/share/maven/. "$root/usr/share/maven/"
    commit "$root" "$build_base" \
        --env JAVA_HOME=/opt/java/openjdk \
        --env PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/bin:/bin
}

# The C library and nothing else, in the place of distroless: no shell, no coreutils.
make_runtime_base() {
    say "stand-in for the runtime image"
    local root=$work/runtime library libraries=(ld-linux ld-2 libc.so libc-2 libm. libdl. libpthread. librt. libz. libresolv. libnss_)
    # Debian's own JDK, unlike Temurin's, does not bring these along
    [ "$platform" = "$own" ] || libraries+=(libstdc++.so libgcc_s.so)
    mkdir -p "$root/etc" "$root/tmp" "$root/proc" "$root/dev"
    chmod 1777 "$root/tmp"
    echo 'nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin' >"$root/etc/passwd"
    echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
    for library in "${libraries[@]}"; do
        (cd "$work/build" && find lib*/ usr/lib -name "$library*" -not -path '*/openjdk/*' -not -path '*/jvm/*' -print0 |
            xargs -0 -r cp -a --parents -t "$root")
    done
    commit "$root" "$runtime_base"
}

commit() {
    local root=$1 name=$2 container
    shift 2
    container=$(buildah from --arch "$platform" scratch)
    buildah add -q "$container" "$root" / >/dev/null
    buildah config --arch "$platform" "$@" "$container"
    buildah commit -q --format docker "$container" "$name" >/dev/null
    buildah rm "$container" >/dev/null
}

make_image() {
    say "image"
    buildah build --format docker --layers=false --platform "linux/$platform" -t "$image" \
        --build-arg BUILD_IMAGE="$build_base" --build-arg RUNTIME_IMAGE="$runtime_base" \
        --build-arg COMMIT="$(git rev-parse HEAD)" \
        --volume "$repository:/root/.m2/repository" .
}

# The server for the trial, from the binaries of the tests; it refuses to run as root.
start_postgres() {
    say "PostgreSQL for the trial"
    local binaries=$work/postgres
    local as_nobody=(env -C / setpriv --reuid nobody --regid nogroup --clear-groups)
    if [ ! -d "$binaries" ]; then
        [ -f target/postgres/17.jar ] || mvn -q -B process-test-resources
        mkdir -p "$binaries/unpacked"
        (cd "$binaries/unpacked" && "$java_home/bin/jar" xf "$OLDPWD/target/postgres/17.jar")
        tar -xJf "$binaries"/unpacked/*.txz -C "$binaries"
    fi
    postgres_data=$(mktemp -d)
    chown nobody "$postgres_data"
    "${as_nobody[@]}" "$binaries/bin/initdb" -D "$postgres_data" -A trust -U postgres >/dev/null
    printf '%s\n' 'CREATE ROLE lockkeeper LOGIN' 'GRANT pg_monitor, pg_signal_backend TO lockkeeper' |
        "${as_nobody[@]}" "$binaries/bin/postgres" --single -D "$postgres_data" postgres >/dev/null
    "${as_nobody[@]}" "$binaries/bin/postgres" -D "$postgres_data" -p "$postgres_port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= >"$work/postgres.log" 2>&1 &
    postgres_pid=$!
    until (: <>"/dev/tcp/127.0.0.1/$postgres_port") 2>/dev/null; do
        kill -0 "$postgres_pid" || { cat "$work/postgres.log"; exit 1; }
        sleep 0.1
    done
}

# The image's file system as a container runtime would give it: read-only but for the journal, no shell.
mount_image() {
    local container
    container=$(buildah from --arch "$platform" "$image")
    trial_container=$container
    trial_root=$(mktemp -d)
    mount --bind "$(buildah mount "$container")" "$trial_root"
    mount --make-private "$trial_root"
    mount -o remount,ro,bind "$trial_root"
    mount -t tmpfs -o uid=65532,gid=65532,mode=700 tmpfs "$trial_root/var/lib/lockkeeper/journal"
    mount -t proc -o ro proc "$trial_root/proc"
    mount -t tmpfs tmpfs "$trial_root/dev"
    mknod -m 666 "$trial_root/dev/null" c 1 3
    mknod -m 666 "$trial_root/dev/random" c 1 8
    mknod -m 666 "$trial_root/dev/urandom" c 1 9
    in_image=(env -i PGPASSWORD=unused "$(command -v chroot)" --userspec=65532:65532 "$trial_root")
}

clean_up() {
    local pid
    for pid in ${daemon_pid:-} ${postgres_pid:-}; do kill "$pid" 2>/dev/null || true; done
    wait
    if [ -n "${trial_root:-}" ]; then
        umount -R "$trial_root" && rmdir "$trial_root"
        buildah rm "$trial_container" >/dev/null
    fi
    rm -rf "${postgres_data:-/nonexistent}"
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

try_image() {
    local postgres_port=15987 listen=127.0.0.1:19753 entry began code=0
    trap clean_up EXIT
    start_postgres
    mount_image
    say "trial"
    read -ra entry <<<"$(buildah inspect --type image --format '{{range .OCIv1.Config.Entrypoint}}{{.}} {{end}}' "$image")"
    began=$(milliseconds)
    "${in_image[@]}" "${entry[@]}" run --listen "$listen" --user lockkeeper \
        --url "jdbc:postgresql://127.0.0.1:$postgres_port/postgres" >"$work/daemon.log" 2>&1 &
    daemon_pid=$!
    until curl -fs -o /dev/null "http://$listen/readyz"; do
        kill -0 "$daemon_pid" || { cat "$work/daemon.log"; exit 1; }
        sleep 0.02
    done
    echo "ready after $(($(milliseconds) - began)) ms, with $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$daemon_pid/status") MB resident"
    curl -fs "http://$listen/metrics" >"$work/metrics.txt"
    grep -E '^lockkeeper_(up|build_info)' "$work/metrics.txt"
    "${in_image[@]}" "${entry[@]}" healthcheck --url "http://$listen/healthz" && echo "health check: passed"
    "${in_image[@]}" "${entry[@]}" version 2>&1 | tee "$work/version.txt"
    ! grep -F '[aot]' "$work/version.txt" || { echo "the AOT cache is not used"; exit 1; }
    began=$(milliseconds)
    kill "$daemon_pid"
    wait "$daemon_pid" || code=$?
    echo "ended $(($(milliseconds) - began)) ms after SIGTERM with code $code"
    [ "$code" = 0 ]
}

mkdir -p "$work"
[ "$platform" = "$own" ] || emulate
buildah inspect --type image "$build_base" >/dev/null 2>&1 || make_build_base
buildah inspect --type image "$runtime_base" >/dev/null 2>&1 || make_runtime_base
make_image
try_image
