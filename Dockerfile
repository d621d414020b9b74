# Keycloak with Sekisho built in. Needs distribution/target/sekisho-<version>.jar: mvn -DskipTests package
ARG KEYCLOAK_IMAGE=quay.io/keycloak/keycloak
ARG KEYCLOAK_VERSION=26.7.5

FROM ${KEYCLOAK_IMAGE}:${KEYCLOAK_VERSION} AS build
ENV KC_DB=postgres \
    KC_HEALTH_ENABLED=true \
    KC_METRICS_ENABLED=true
COPY --chown=1000:0 distribution/target/sekisho-*.jar /opt/keycloak/providers/
# Keycloak asks D-Bus for SSSD and waits ten seconds where there is none; an address that refuses at once spares them.
RUN DBUS_SYSTEM_BUS_ADDRESS=tcp:host=127.0.0.1,port=1 /opt/keycloak/bin/kc.sh build

FROM ${KEYCLOAK_IMAGE}:${KEYCLOAK_VERSION}
LABEL org.opencontainers.image.title="Keycloak with Sekisho" \
      org.opencontainers.image.description="OTP service for financial institutions, built into Keycloak" \
      org.opencontainers.image.licenses="Apache-2.0"
# The options of the build, once more: an image that is made from this one and builds again gets the same.
ENV KC_DB=postgres \
    KC_HEALTH_ENABLED=true \
    KC_METRICS_ENABLED=true
# A build writes into lib/quarkus alone. Copying all of /opt/keycloak would add everything else a second time.
COPY --from=build --chown=1000:0 /opt/keycloak/providers/ /opt/keycloak/providers/
COPY --from=build --chown=1000:0 /opt/keycloak/lib/quarkus/ /opt/keycloak/lib/quarkus/
COPY --chown=1000:0 docker/entrypoint.sh docker/healthy.sh /opt/keycloak/bin/
USER 1000
ENTRYPOINT ["/bin/bash", "/opt/keycloak/bin/entrypoint.sh"]
CMD ["start", "--optimized"]
