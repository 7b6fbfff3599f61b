# SPDX-License-Identifier: Apache-2.0
#
# What scripts/bench measures of the proxy; sourced by it, after measurements.bash. nginx is the
# application beside the second of two nodes, and the first one is asked for what it has.

# The application's port, above those of the nodes.
application_offset=40

# run_application FOLDER: serves the files in it.
run_application() {
    local port=$((base + application_offset))
    cat > "$1/nginx.conf" <<TEXT
daemon off;
master_process off;
pid $1/nginx.pid;
error_log $1/error.log;
events { worker_connections 4000; }
http {
    access_log off;
    root $1;
    sendfile on;
    open_file_cache max=10;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
    client_body_temp_path $1/body;
    proxy_temp_path $1/proxy;
    fastcgi_temp_path $1/fastcgi;
    uwsgi_temp_path $1/uwsgi;
    scgi_temp_path $1/scgi;
    server { listen 127.0.0.1:$port backlog=1024; }
}
TEXT
    "$(command -v nginx || echo /usr/sbin/nginx)" -p "$1" -c "$1/nginx.conf" -e "$1/error.log" &
    started+=($!)
    wait_ready "$port" /small
}

# make_application: files to serve; the large one is a hole, which costs no disk, and is read once
# before it counts, so that the system has its pages.
make_application() {
    application=$scratch/application
    [[ -d $application ]] && return
    mkdir -p "$application"
    head -c 1024 /dev/zero | tr '\\0' x > "$application/small"
    truncate --size "${bulk_mib}M" "$application/large"
    cat "$application/large" > /dev/null
}

# run_proxied [SETTING=VALUE...]: two nodes, the second one beside the application.
run_proxied() {
    (($# == 0)) || local -x "$@"
    run pingd front 0
    wait_ready $((base + to_http)) /readyz
    local -x PINGD_UPSTREAM=http://127.0.0.1:$((base + application_offset))
    run pingd back 1 "$base"
    wait_for 20 knows_all $((base + to_http)) 2
    # The first request opens the lane.
    wait_for 20 answers "$(address /proxy/back/small)" ||
        { echo "bench: the application is not reached: $(proxied_problem)" >&2; exit 1; }
}

proxied_problem() { curl --silent --max-time 5 "$(address /proxy/back/small)"; }

# One request at a time says what the way adds, 64 how much it takes.
measure_proxy() {
    local url pid
    make_application
    run_application "$application"
    url=http://127.0.0.1:$((base + application_offset))/small
    pid=${started[0]}
    if [[ $1 == pingd ]]; then
        run_proxied
        url=$(address /proxy/back/small)
        pid=${started[1]}
    fi
    load "$pid" alone- --threads 1 --connections 1 --duration "$members_seconds" "$url"
    load "$pid" '' "${wrk_members[@]}" --duration "$members_seconds" "$url"
    end_started
}

# peak_kib PID: the most memory that a process has ever had.
peak_kib() { awk '$1 == "VmHWM:" { print $2 }' "/proc/$1/status"; }

# large_body PREFIX: fetches it through both nodes, and prints MB per second and what the fatter of
# the two needed for it beyond what it had before.
large_body() {
    local before=() after=() pid got
    for pid in "${started[1]}" "${started[2]}"; do before+=("$(peak_kib "$pid")"); done
    got=$(curl --silent --fail --max-time 120 --output /dev/null \
        --write-out '%{size_download} %{speed_download}' "$(address /proxy/back/large)")
    for pid in "${started[1]}" "${started[2]}"; do after+=("$(peak_kib "$pid")"); done
    [[ ${got% *} == $((bulk_mib * 1024 * 1024)) ]] ||
        { echo "bench: the body came as ${got% *} bytes" >&2; exit 1; }
    awk -v prefix="$1" -v speed="${got#* }" -v a=$((after[0] - before[0])) \
        -v b=$((after[1] - before[1])) 'BEGIN {
            printf "%srate %.0f\n", prefix, speed / 1000000
            printf "%smore %.1f\n", prefix, (a > b ? a : b) / 1024
        }'
}

measure_bulk() {
    make_application
    run_application "$application"
    run_proxied
    large_body plain-
    end_started
    printf '["%s"]\n' "$(head -c 32 /dev/urandom | base64)" > "$scratch/keyring"
    chmod 600 "$scratch/keyring"
    run_application "$application"
    run_proxied "PINGD_KEYRING=$scratch/keyring"
    large_body sealed-
    end_started
}
