#!/usr/bin/env bash
# Installs what `mvn package` has made into an empty folder, ready to run without another Java:
#
#   ci/install.sh FOLDER    then: FOLDER/java/bin/java -XX:AOTCache=FOLDER/lockkeeper.aot -jar FOLDER/lockkeeper.jar
#
# JAVA_HOME: the JDK 25 to take the Java runtime from (default: that of the `java` on the PATH).
set -euo pipefail
folder=$1
cd "$(dirname "$0")/.."
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# The options of a small JVM as its defaults: JAVA_TOOL_OPTIONS still overrides each. With the cache where
# it wants to be, half of it need not be written to and stays clean memory that the kernel can drop; what
# the C library has freed is given back; only what is called often is compiled; and after a storm the heap
# shrinks again.
options="-XX:+UseSerialGC -Xms16m -Xmx64m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
options+=" -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -XX:TrimNativeHeapInterval=5000"
options+=" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
options+=" -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError"

# Only the modules the daemon and its libraries use.
"${jdk}jlink" --output "$folder/java" \
    --add-modules java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.management,jdk.unsupported \
    --add-options="$options" \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6
cp -R target/lockkeeper.jar target/lib target/lockkeeper-sbom.json target/THIRD-PARTY.txt LICENSE "$folder/"

# The cache is good for exactly these files at exactly these paths, so it is made of them, in place.
# Their times must be whole seconds, because a layer of an image keeps no finer ones.
find "$folder" -exec touch -h -d 2026-01-01T00:00:00Z {} +
"${jdk}java" ci/Train.java "$folder"
