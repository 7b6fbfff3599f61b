# SPDX-License-Identifier: Apache-2.0
#
# The servers that scripts/bench compares, started and watched; sourced by it, after
# scripts/nodes.bash. A KIND is pingd, go (scripts/benchmarks/gogateway), or nginx, which answers
# with bytes that pingd has answered with before.
#
# The sourcing script sets pingd, gogateway, gomembers (programs), base and to_http (ports).

# run KIND NAME OFFSET [JOIN]: starts a node; its pid is then the last of started. It gossips on
# base+OFFSET and answers HTTP to_http above that.
run() {
    local kind=$1 name=$2 gossip=$((base + $3)) http=$((base + $3 + to_http)) join=()
    if [[ $kind == pingd ]]; then
        [[ -z ${4:-} ]] || join=(--join "127.0.0.1:$4")
        PINGD_HTTP_MAX_CONNECTIONS=12000 "$pingd" --name "$name" --bind "127.0.0.1:$gossip" \
            --http "127.0.0.1:$http" "${join[@]}" \
            > "$scratch/$name.out" 2> "$scratch/$name.log" &
    else
        [[ -z ${4:-} ]] || join=(-join "127.0.0.1:$4")
        "$gogateway" -name "$name" -port "$gossip" -http "127.0.0.1:$http" "${join[@]}" \
            > "$scratch/$name.out" 2> "$scratch/$name.log" &
    fi
    started+=($!)
}

# run_cluster KIND COUNT: so many that know each other, the first one on base; the pid of that one
# is started[0].
run_cluster() {
    local i
    run "$1" node0 0
    wait_ready $((base + to_http)) "$(ready_path "$1")"
    for ((i = 1; i < $2; i++)); do
        run "$1" "node$i" "$i" "$base"
    done
    # A stock node may learn from its next push/pull alone what gossip has not told it.
    for ((i = 0; i < $2; i++)); do
        wait_for 180 knows_all $((base + to_http + i)) "$2" ||
            { echo "bench: $1 $i does not know all $2" >&2; exit 1; }
    done
}

# run_nginx SMALL LARGE: answers /members with the bytes of the file SMALL, and /large with as many
# as the file LARGE has. One process, no log, connections kept for ever. A text of nginx's
# configuration has at most 4 KiB, so that the large body is joined from a part of it.
run_nginx() {
    local folder=$scratch/nginx large part
    mkdir -p "$folder"
    large=$(wc -c < "$2")
    part=$(head -c 3000 "$2" | tr -d "'\\\\\$\n" | head -c 2000)
    cat > "$folder/nginx.conf" <<TEXT
daemon off;
master_process off;
pid $folder/nginx.pid;
error_log $folder/error.log;
worker_rlimit_nofile 20000;
events { worker_connections 16000; }
http {
    access_log off;
    default_type application/json;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    server {
        listen 127.0.0.1:$((base + to_http)) backlog=1024;
        location = /members { return 200 '$(< "$1")
'; }
        location = /large {
            set \$part '$part';
            return 200 "$(printf "\$part%.0s" $(seq $(((large + 1999) / 2000))))";
        }
    }
}
TEXT
    "$(command -v nginx || echo /usr/sbin/nginx)" -p "$folder" -c "$folder/nginx.conf" \
        -e "$folder/error.log" &
    started+=($!)
    wait_ready $((base + to_http)) /members
}

# is_ready PORT PATH: whether a GET is answered with 200; without a process, so that it is quick.
is_ready() {
    local status=''
    { exec 5<> "/dev/tcp/127.0.0.1/$1"; } 2> /dev/null || return 1
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&5
    IFS= read -r -t 1 status <&5 || true
    exec 5>&-
    [[ $status == *' 200 '* ]]
}

wait_ready() {
    local deadline=$((SECONDS + 11))
    until is_ready "$1" "$2"; do
        ((SECONDS < deadline)) || { echo "bench: nothing answers on port $1" >&2; exit 1; }
    done
}

# How the two are asked whether they are there.
ready_path() { if [[ $1 == pingd ]]; then echo /readyz; else echo /members; fi; }

end_started() {
    local pid
    for pid in "${started[@]}"; do
        end_process "$pid"
    done
    started=()
}

# All at once: many that leave one after the other would tell each other about it for minutes.
end_all_nodes() {
    {
        kill -KILL "${started[@]}"
        wait "${started[@]}" || true
    } 2> /dev/null
    started=()
}

knows_all() { [[ $(member_names "$1" | wc -l) -eq $2 ]]; }

# member_names PORT: what GET /members lists, of either program.
member_names() {
    curl --silent --fail --max-time 2 "http://127.0.0.1:$1/members" | grep -o '"name":"[^"]*"'
}

# cpu_ticks PID: user and system time of a process, its ended threads included.
cpu_ticks() {
    local stat
    stat=$(< "/proc/$1/stat")
    awk '{ print $12 + $13 }' <<< "${stat##*) }"
}

# all_ticks: user and system time of everything that was started.
all_ticks() {
    local pid
    for pid in "${started[@]}"; do
        cpu_ticks "$pid"
    done | awk '{ sum += $1 } END { print sum }'
}

resident_kib() { awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status"; }

# rollups FIELD: the sum of a field of smaps_rollup (proc(5)) over what was started, in MiB for each
# node.
rollups() {
    local pid
    for pid in "${started[@]}"; do
        awk -v field="$1:" '$1 == field { print $2 }' "/proc/$pid/smaps_rollup"
    done | awk '{ sum += $1 } END { printf "%.2f\n", sum / 1024 / NR }'
}

# load PID PREFIX WRK-ARGUMENTS...: runs wrk and prints, each after PREFIX: cpu (us of the server per
# answered request), rate (requests per second), p50 and p99 (ms), resident (MiB, afterwards).
load() {
    local pid=$1 prefix=$2 before after
    shift 2
    before=$(cpu_ticks "$pid")
    wrk --latency "$@" > "$scratch/wrk"
    after=$(cpu_ticks "$pid")
    if grep -Eq 'Non-2xx|Socket errors: .*(connect|write|timeout) [1-9]' "$scratch/wrk"; then
        echo "bench: not every answer was a success" >&2
        cat "$scratch/wrk" >&2
        exit 1
    fi
    awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v prefix="$prefix" '
        function ms(text) {
            if (text ~ /us$/) return text / 1000
            if (text ~ /ms$/) return text + 0
            if (text ~ /m$/) return text * 60000
            return text * 1000
        }
        $1 == "50%" { p50 = ms($2) }
        $1 == "99%" { p99 = ms($2) }
        / requests in / { requests = $1 }
        $1 == "Requests/sec:" { rate = $2 }
        END {
            printf "%scpu %.3f\n", prefix, ticks * 1000000 / hertz / requests
            printf "%srate %.0f\n%sp50 %.3f\n%sp99 %.3f\n", prefix, rate, prefix, p50, prefix, p99
        }' "$scratch/wrk"
    resident_kib "$pid" | awk -v prefix="$prefix" '{ printf "%sresident %.1f\n", prefix, $1 / 1024 }'
}
