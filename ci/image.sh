#!/usr/bin/env bash
# Builds the image with buildah where no registry can be reached, on stand-ins for its two base images,
# starts it and scrapes it. Outside `mvn verify`; takes about five minutes the first time.
#
#   ci/image.sh          as root, on Debian, with buildah and debootstrap installed
#
# JAVA_25_HOME: the JDK for the stand-in of the build image (default: the newest 25 under /usr/lib/jvm).
# The stand-ins stay in target/image; delete that to make them anew.
set -euo pipefail
cd "$(dirname "$0")/.."

export BUILDAH_ISOLATION=chroot
readonly work=$PWD/target/image
readonly build_base=localhost/stand-in/build runtime_base=localhost/stand-in/runtime image=localhost/lockkeeper
readonly repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
java_home=${JAVA_25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -type d -name '*25*' | sort | tail -1)}

say() { echo "== $*"; }

# Debian with a JDK 25 and Maven, in the place of maven:3-eclipse-temurin-25.
make_build_base() {
    say "stand-in for the build image"
    local root=$work/build
    debootstrap --variant=minbase --include=ca-certificates bookworm "$root" >"$work/debootstrap.log"
    mkdir -p "$root/opt/java" "$root/usr/share/maven"
    cp -a "$java_home" "$root/opt/java/openjdk"
    cp -aL /usr/share/maven/. "$root/usr/share/maven/"
    commit "$root" "$build_base" \
        --env JAVA_HOME=/opt/java/openjdk \
        --env PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:/usr/bin:/bin
}

# The C library and nothing else, in the place of distroless: no shell, no coreutils.
make_runtime_base() {
    say "stand-in for the runtime image"
    local root=$work/runtime library
    mkdir -p "$root/etc" "$root/tmp"
    chmod 1777 "$root/tmp"
    echo 'nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin' >"$root/etc/passwd"
    echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
    for library in ld-linux ld-2 libc.so libc-2 libm. libdl. libpthread. librt. libz. libresolv. libnss_; do
        (cd "$work/build" && find lib/ lib64/ usr/lib -name "$library*" -not -path '*/openjdk/*' 2>/dev/null |
            cpio --quiet -pdmu "$root")
    done
    commit "$root" "$runtime_base"
}

commit() {
    local root=$1 name=$2 container
    shift 2
    container=$(buildah from scratch)
    buildah add -q "$container" "$root" / >/dev/null
    buildah config "$@" "$container"
    buildah commit -q --format docker "$container" "$name" >/dev/null
    buildah rm "$container" >/dev/null
}

make_image() {
    say "image"
    buildah build --format docker --layers=false -t "$image" \
        --build-arg BUILD_IMAGE="$build_base" --build-arg RUNTIME_IMAGE="$runtime_base" \
        --build-arg COMMIT="$(git rev-parse HEAD)" --build-arg MAVEN_OPTIONS="--offline" \
        --volume "$repository:/root/.m2/repository" .
}

mkdir -p "$work"
buildah inspect --type image "$build_base" >/dev/null 2>&1 || make_build_base
buildah inspect --type image "$runtime_base" >/dev/null 2>&1 || make_runtime_base
make_image
