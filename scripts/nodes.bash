# SPDX-License-Identifier: Apache-2.0
#
# Starting pingd nodes on loopback, waiting for them, and ending them; sourced by the scripts that
# need some. Whatever a script starts through here is ended when the script ends, however it ends,
# and nothing else is.

# Process ids of what was started and not yet ended.
started=()
# Logs and other files of this run; removed at the end.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pingd-XXXXXX")

# free_base COUNT FIRST: the first port at or above FIRST from which COUNT ports in a row are free
# on 127.0.0.1 for TCP and UDP. All lie below 32768, where no outgoing connection can hold one.
free_base() {
    python3 - "$1" "$2" <<'PYTHON'
import socket, sys

def free(port):
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True

count, base = int(sys.argv[1]), int(sys.argv[2])
while base + count <= 32768:
    taken = [port for port in range(base, base + count) if not free(port)]
    if not taken:
        print(base)
        sys.exit(0)
    base = taken[-1] + 1
sys.exit(f"no {count} free ports in a row between {sys.argv[2]} and 32767")
PYTHON
}

# pause SECONDS: waits without starting a process, so that a signal is heard at once.
pause() {
    IFS= read -r -t "$1" -u "$silence" || true
}
exec {silence}<> <(:)

# answers URL: whether a GET of it gives a 2xx within two seconds.
answers() {
    curl --silent --fail --max-time 2 --output /dev/null "$1"
}

# wait_for SECONDS COMMAND...: runs the command until it succeeds; fails when the time is over.
wait_for() {
    local deadline=$((SECONDS + $1 + 1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        pause 0.05
    done
}

# sees COUNT STATE URL: whether the node at URL sees exactly that many members in that state.
sees() {
    local body
    body=$(curl --silent --fail --max-time 2 "$3/members") || return 1
    grep -q "^{[^[]*\"counts\":{[^}]*\"$2\":$1[,}]" <<< "$body"
}

# runs PID: whether the process is there and has not ended; a dead child that bash has not yet taken
# note of has.
runs() {
    local stat
    stat=$(cat "/proc/$1/stat" 2> /dev/null) && [[ $stat != *') Z '* ]]
}

# end_process PID: asks it to leave, and kills it when it has not within ten seconds.
end_process() {
    local tries=0
    kill -TERM "$1" 2> /dev/null || true
    while runs "$1" && ((tries < 200)); do
        pause 0.05
        tries=$((tries + 1))
    done
    kill -KILL "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
}

# end_all: ends everything that was started, all at once, and removes the scratch directory.
end_all() {
    local pid
    trap '' INT TERM
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2> /dev/null || true
    done
    for pid in "${started[@]}"; do
        end_process "$pid"
    done
    started=()
    rm -rf "$scratch"
}

trap end_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
