# One image for both containers of the Pod: a stock nginx, and Brama with a Java cut down to what it needs.
#   docker build -t brama .                  builds the jar with Maven
#   make build && docker build -t brama .    takes target/brama.jar and target/lib as they are
# NGINX_BASE is any Debian-like image with nginx 1.30 or newer, JDK_BASE any with a JDK 25, and Maven where no jar is given.
# Without a registry, bin/image makes both.
ARG NGINX_BASE=docker.io/library/nginx:1.30
ARG JDK_BASE=docker.io/library/maven:3-eclipse-temurin-25

FROM ${JDK_BASE} AS program
WORKDIR /work
COPY . .
RUN [ -f target/brama.jar ] || mvn -B -ntp package -Dmaven.test.skip=true
# What the libraries name, and no desktop: okhttp and Gson want logging and sql, the JDK's own HTTP server serves probes
# and the webhook, naming reads the names in certificates, unsupported holds Unsafe for protobuf.
RUN "${JAVA_HOME:-/opt/java/openjdk}/bin/jlink" --output /runtime --strip-java-debug-attributes --no-header-files --no-man-pages \
    --compress zip-6 --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,\
jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported

# The start-up cache is only taken by the very Java, at the very paths, that it was made with.
FROM ${NGINX_BASE} AS trained
COPY --from=program /runtime /opt/java/openjdk
COPY --from=program /work/target/brama.jar /usr/local/lib/brama/brama.jar
COPY --from=program /work/target/lib /usr/local/lib/brama/lib
COPY bin/brama bin/train-cache /usr/local/bin/
COPY examples/quickstart /usr/local/examples/quickstart
RUN BRAMA_JAVA=/opt/java/openjdk/bin/java /usr/local/bin/train-cache

FROM ${NGINX_BASE}
ARG VERSION=dev
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Brama" \
    org.opencontainers.image.description="Ingress controller for bare-metal Kubernetes on a stock nginx" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.created="${CREATED}"
COPY --from=trained /opt/java/openjdk /opt/java/openjdk
COPY --from=trained /usr/local/lib/brama /usr/local/lib/brama
COPY bin/brama src/main/image/brama-nginx src/main/image/brama-controller /usr/local/bin/
# All of the root may be read-only: what is written goes to /var/lib/brama and /tmp.
RUN mkdir -p /var/lib/brama && chown 101:101 /var/lib/brama
ENV BRAMA_JAVA=/opt/java/openjdk/bin/java
VOLUME /var/lib/brama
USER 101:101
EXPOSE 80 443
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/brama"]
CMD ["--help"]
