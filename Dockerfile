# syntax=docker/dockerfile:1
# The daemon on a Java runtime of its own, without shell or package manager. The same for amd64 and arm64.
#
#   docker build -t lockkeeper --build-arg COMMIT="$(git rev-parse HEAD)" .
#
# Where no registry can be reached, ci/image.sh builds it on a stand-in for both images.
ARG BUILD_IMAGE=docker.io/library/maven:3-eclipse-temurin-25
ARG RUNTIME_IMAGE=gcr.io/distroless/base-nossl-debian12

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml LICENSE ./
COPY ci ci
COPY src/main src/main
ARG COMMIT=unknown
# For example --settings FILE, with a mirror of one's own. Not --offline: it leaves the bill of materials out.
ARG MAVEN_OPTIONS=""
RUN mvn -q -B ${MAVEN_OPTIONS} -Dmaven.test.skip=true -Dgit.commit.id="${COMMIT}" package

# A Java runtime of only what is used, and the AOT cache from a recorded pile-up.
RUN ci/install.sh /opt/lockkeeper && mkdir -p /var/lib/lockkeeper/journal

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Lockkeeper" \
      org.opencontainers.image.description="A live lock-contention monitor and migration guard for PostgreSQL." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}"
COPY --from=build /opt/lockkeeper /opt/lockkeeper
COPY --from=build --chown=65532:65532 /var/lib/lockkeeper /var/lib/lockkeeper
USER 65532:65532
WORKDIR /var/lib/lockkeeper
EXPOSE 9753
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["/opt/lockkeeper/java/bin/java", "-XX:AOTCache=/opt/lockkeeper/lockkeeper.aot", "-jar", "/opt/lockkeeper/lockkeeper.jar", "healthcheck"]
ENTRYPOINT ["/opt/lockkeeper/java/bin/java", "-XX:AOTCache=/opt/lockkeeper/lockkeeper.aot", "-jar", "/opt/lockkeeper/lockkeeper.jar"]
CMD ["run", "--config", "/etc/lockkeeper/lockkeeper.yaml"]
