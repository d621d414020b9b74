#!/bin/bash
# Reads passwords from files, as Docker secrets come, and hands over to kc.sh: Keycloak itself takes them from the environment only.
# For each KC_…_FILE below, the file's first line becomes KC_…; it is in the environment of this process alone, not in the container's configuration.
set -eu

for option in KC_DB_USERNAME KC_DB_PASSWORD KC_BOOTSTRAP_ADMIN_USERNAME KC_BOOTSTRAP_ADMIN_PASSWORD; do
    source=${option}_FILE
    [ -n "${!source:-}" ] || continue
    if [ -n "${!option:-}" ]; then
        echo "Both $option and $source are set: set one of them." >&2
        exit 1
    fi
    value=
    IFS= read -r value 2> /dev/null < "${!source}" || [ -n "$value" ] || {
        echo "$source names ${!source}, which is empty or cannot be read by user $(id -u)." >&2
        exit 1
    }
    export "$option=${value%$'\r'}"
    unset "$source"
done

# In the place of this process, so that the signal that stops the container gets to Keycloak.
exec /opt/keycloak/bin/kc.sh "$@"
