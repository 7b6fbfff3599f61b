# SPDX-License-Identifier: Apache-2.0
#
# What scripts/packaging/trial-systemd has done in its container, as root.
set -euo pipefail

say() { printf '%s\n' "$*"; }
fail() {
    say "trial-systemd: $*"
    journalctl --unit pingd --no-pager --output cat | tail -n 30
    exit 1
}

# wait_until SECONDS COMMAND...
wait_until() {
    local end=$((SECONDS + $1))
    until "${@:2}" > /dev/null 2>&1; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

property() { systemctl show --property "$1" --value pingd; }
is_other() { [[ $(property MainPID) != "$1" && $(systemctl is-active pingd) == active ]]; }
said() { journalctl --unit pingd --no-pager --output cat | grep --quiet "$1"; }

settings=/etc/pingd/pingd.yaml
cat > $settings <<'TEXT'
name: one
bind: 127.0.0.1:7946
data-dir: /var/lib/pingd/journal
log-level: info
TEXT

systemctl start pingd || fail 'it does not start'
pid=$(property MainPID)
[[ $(awk '$1 == "Uid:" { print $2 }' "/proc/$pid/status") -ge 61184 ]] || fail 'it is somebody'
grep --quiet '^CapBnd:\s*0*$' "/proc/$pid/status" || fail 'it may what others may not'
grep --quiet '^Seccomp:\s*2$' "/proc/$pid/status" || fail 'it may call what it likes'
pingctl health > /dev/null || fail 'it is not ready'
pingctl send --to one --text kept > /dev/null
say "runs as nobody, without capabilities, behind a filter of system calls"

sed -i 's/log-level: info/log-level: debug/' $settings
systemctl reload pingd || fail 'it is not reloaded'
[[ $(property MainPID) == "$pid" ]] || fail 'a reload is a restart'
said 'reloaded.*log-level=debug' || fail 'it has not read its settings again'
say "is reloaded"

kill -KILL "$pid"
wait_until 20 is_other "$pid" || fail 'it is not started again after a crash'
[[ $(pingctl consume reader --drain -o ndjson) == *'"text":"kept"'* ]] ||
    fail 'its messages are gone'
say "is started again after a crash, with what it had"

pid=$(property MainPID)
kill -STOP "$pid"
wait_until 60 is_other "$pid" || fail 'the watchdog does not find it'
said 'Watchdog timeout' || fail 'something else than the watchdog ended it'
say "is started again when it stalls"

echo 'profile: fast' >> $settings
! systemctl restart pingd 2> /dev/null || fail 'it starts with wrong settings'
[[ $(property ExecMainStatus) == 78 ]] || fail "wrong settings are $(property ExecMainStatus)"
sleep 3
[[ $(systemctl is-active pingd) == failed ]] || fail 'wrong settings are tried again'
sed -i '/profile/d' $settings
say "is not started again with wrong settings"

systemctl start pingd.socket
[[ $(curl --silent --max-time 20 http://127.0.0.1:8946/healthz) == '{"status":"ok"}' ]] ||
    fail 'its socket does not start it'
systemctl stop pingd.socket pingd
[[ $(property Result) == success ]] || fail "it ends with $(property Result)"
said 'Failed to set thread priority' && fail 'the runtime complains'
say "is started by its socket, and ends in order"
say passed
