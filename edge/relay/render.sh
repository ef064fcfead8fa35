#!/bin/sh
# Prints the relay's nginx configuration. RELAY_NAME, the relay's host name, is required; the rest has Debian's values.
set -eu

: "${RELAY_NAME:?the host name of the relay, for instance relay.example}"
RELAY_LISTEN=${RELAY_LISTEN:-443}
RELAY_DIR=${RELAY_DIR:-/etc/dargah-relay}
RELAY_TLS=${RELAY_TLS:-/etc/letsencrypt/live/$RELAY_NAME}
RELAY_CA=${RELAY_CA:-/etc/ssl/certs/ca-certificates.crt}
RELAY_LOG=${RELAY_LOG:-/var/log/nginx}
RELAY_RESOLVER=${RELAY_RESOLVER:-$(sed -n 's/^nameserver[[:space:]]*\([0-9.]*\)[[:space:]]*$/\1/p' /etc/resolv.conf | head -n 1)}
RELAY_UPSTREAM_PORT=${RELAY_UPSTREAM_PORT:-443}
RELAY_PATIENCE=${RELAY_PATIENCE:-9s}
: "${RELAY_RESOLVER:?no IPv4 name server in /etc/resolv.conf: name one}"

template=$(dirname "$0")/relay.conf.template
set -- # One substitution for each name.
for name in NAME LISTEN DIR TLS CA LOG RESOLVER UPSTREAM_PORT PATIENCE; do
    eval "value=\$RELAY_$name"
    case $value in
        *[!A-Za-z0-9._:/-]*) echo "RELAY_$name has a character that does not belong there: $value" >&2; exit 1 ;;
    esac
    set -- "$@" -e "s|@RELAY_$name@|$value|g"
done
sed "$@" "$template"
