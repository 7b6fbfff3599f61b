#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What scripts/packaging/trial runs in its chroot: the service as its unit would start it, as far as
# that takes no systemd, and a second node beside it. Its only argument is the package's version.
set -euo pipefail

fail() { echo "trial: $1" >&2; exit 1; }

# become_service COMMAND...: a user that nobody is, without rights, as DynamicUser= makes it.
become_service() {
    exec setpriv --reuid=61184 --regid=61184 --clear-groups --no-new-privs --bounding-set=-all \
        --inh-caps=-all "$@"
}

# wait_until SECONDS COMMAND...
wait_until() {
    local end=$((SECONDS + $1))
    until "${@:2}" > /dev/null 2>&1; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

both_alive() { [[ $(pingctl members --state alive -o ndjson | wc -l) == 2 ]]; }

# What the unit asks for: StateDirectory=, RuntimeDirectory=, and a keyring for the service alone,
# which would come as a credential.
install --directory --owner=61184 --group=61184 --mode=700 /var/lib/private/pingd
[[ -e /var/lib/pingd ]] || ln -s private/pingd /var/lib/pingd
if [[ ! -e /etc/pingd/keyring ]]; then
    (umask 077; echo "[\"$(head -c 32 /dev/urandom | base64)\"]" > /etc/pingd/keyring)
    chown 61184:61184 /etc/pingd/keyring
fi

read -r -a start < <(sed -n 's/^ExecStart=//p' /lib/systemd/system/pingd.service)
"${start[@]}" --check-config > /dev/null || fail 'the settings are refused'
(become_service "${start[@]}") 2> /tmp/one.log &
one=$!
wait_until 10 pingctl health || { cat /tmp/one.log >&2; fail 'the service is not ready'; }
(become_service pingd --name two --bind 127.0.0.1:7947 --http 127.0.0.1:8947 \
    --keyring /etc/pingd/keyring --join 127.0.0.1:7946) 2> /tmp/two.log &
two=$!
wait_until 10 both_alive || { cat /tmp/*.log >&2; fail 'the nodes have not found each other'; }
pingctl members
pingctl send --to two --text hello --wait delivered

# Done once in the life of the data directory, so that the second version tells what the first did.
sent=$(pingctl send --to two --text once --idempotency-key trial -o json)
if [[ -e /tmp/sent ]]; then
    [[ $sent == "$(< /tmp/sent)" ]] || fail "the data directory was not taken over: $sent"
    echo "version $1 knows what the version before has done"
else
    echo "$sent" > /tmp/sent
fi

kill -TERM "$two"
wait "$two" || fail "the second node ended with $?"
kill -TERM "$one"
wait "$one" || fail "the service ended with $?"
rm -f /tmp/one.log /tmp/two.log
