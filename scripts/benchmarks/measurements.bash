# SPDX-License-Identifier: Apache-2.0
#
# What scripts/bench measures; sourced by it, after servers.bash. Each function starts what it
# needs, prints lines of "WHAT NUMBER" for KIND, and ends what it has started. Which numbers become
# a row, and of what they are a ratio, says scripts/benchmarks/report.py.

address() { echo "http://127.0.0.1:$((base + to_http))$1"; }

measure_start() {
    local begun ended
    begun=${EPOCHREALTIME/[.,]/}
    run "$1" one 0
    wait_ready $((base + to_http)) "$(ready_path "$1")"
    ended=${EPOCHREALTIME/[.,]/}
    end_started
    awk -v us=$((ended - begun)) 'BEGIN { printf "time %.1f\n", us / 1000 }'
}

# Resident memory in a cluster of two that has been left alone for a while.
measure_memory() {
    run_cluster "$1" 2
    pause "$settle"
    resident_kib "${started[0]}" | awk '{ printf "resident %.1f\n", $1 / 1024 }'
    end_started
}

# keep_body FILE: what pingd answers now, for nginx to answer with.
keep_body() { curl --silent --fail --max-time 10 "$(address /members)" > "$1"; }

# Where nothing of pingd was measured before, it is asked for a body now.
need_bodies() {
    [[ -s $scratch/small && -s $scratch/large ]] && return
    run_cluster pingd 3
    keep_body "$scratch/small"
    [[ -s $scratch/large ]] || cp "$scratch/small" "$scratch/large"
    end_started
}

wrk_members=(--threads 1 --connections 64)

measure_members() {
    if [[ $1 == nginx ]]; then
        need_bodies
        run_nginx "$scratch/small" "$scratch/large"
    else
        run_cluster "$1" 3
        [[ $1 != pingd ]] || keep_body "$scratch/small"
    fi
    load "${started[0]}" '' "${wrk_members[@]}" --duration "$members_seconds" "$(address /members)"
    end_started
}

# The same with three members and then with a thousand more, which are stock members that answer
# probes (scripts/benchmarks/gomembers).
measure_thousand() {
    local path=/members filled
    if [[ $1 == nginx ]]; then
        need_bodies
        run_nginx "$scratch/small" "$scratch/large"
        path=/large
    else
        run_cluster "$1" 3
        [[ $1 != pingd ]] || keep_body "$scratch/small"
    fi
    load "${started[0]}" few- "${wrk_members[@]}" --duration "$members_seconds" \
        "$(address /members)"
    if [[ $1 != nginx ]]; then
        fill_table
        filled=${started[-1]}
    fi
    [[ $1 != pingd ]] || keep_body "$scratch/large"
    load "${started[0]}" many- "${wrk_members[@]}" --duration "$members_seconds" "$(address $path)"
    # The rest of the cluster need not hear of a thousand deaths.
    [[ -z ${filled:-} ]] || end_all_nodes
    end_started
}

fill_table() {
    : > "$scratch/filled"
    "$gomembers" -count 1000 -port "$((base + many_offset))" -join "127.0.0.1:$base" \
        <&"$silence" > "$scratch/filled" 2>&1 &
    started+=($!)
    wait_for 120 grep -q ready "$scratch/filled" ||
        { echo "bench: the members did not join: $(< "$scratch/filled")" >&2; exit 1; }
    # What they have to tell is told first.
    pause "$settle_many"
}

# A connection for each request.
measure_connections() {
    run_cluster "$1" 3
    load "${started[0]}" '' "${wrk_members[@]}" --duration "$members_seconds" \
        --header 'Connection: close' "$(address /members)"
    end_started
}

measure_send() {
    run go peer 0
    wait_ready $((base + to_http)) /members
    run "$1" sender 1 "$base"
    wait_ready $((base + to_http + 1)) "$(ready_path "$1")"
    wait_for 10 knows_all $((base + to_http + 1)) 2
    load "${started[1]}" '' --threads 1 --connections 16 --duration "$send_seconds" \
        --script scripts/benchmarks/send.lua "http://127.0.0.1:$((base + to_http + 1))/send" -- peer
    end_started
}

# send_all PID PREFIX [WAIT]: 64 connections that send to the member peer, from the node above it.
send_all() {
    load "$1" "$2" --threads 1 --connections 64 --duration "$send_seconds" \
        --script scripts/benchmarks/send.lua "http://127.0.0.1:$((base + to_http + 1))/send" -- \
        peer note "${@:3}"
}

# run_pair KIND [SETTING=VALUE...]: a node called peer, with these settings, and one that sends to it,
# whose pid is then started[1].
run_pair() {
    local settings=("${@:2}")
    (($# == 1)) || local -x "${settings[@]}"
    run "$1" peer 0
    (($# == 1)) || unset "${settings[@]%%=*}"
    wait_ready $((base + to_http)) "$(ready_path "$1")"
    run "$1" sender 1 "$base"
    wait_ready $((base + to_http + 1)) "$(ready_path "$1")"
    wait_for 10 knows_all $((base + to_http + 1)) 2
}

# Messages from one node to another of its kind: between two of pingd's they go over a lane, and the
# receiver says when it has them, in its memory or on its disk.
measure_between() {
    run_pair "$1"
    send_all "${started[1]}" ''
    [[ $1 != pingd ]] || send_all "${started[1]}" delivered- delivered
    end_started
    [[ $1 == pingd ]] || return 0
    rm -rf "$scratch/journal"
    run_pair "$1" "PINGD_DATA_DIR=$scratch/journal"
    send_all "${started[1]}" stored- delivered
    end_started
}

# Ten thousand connections that have asked once and then say nothing.
measure_parked() {
    local before after holder
    run_cluster "$1" 3
    load "${started[0]}" without- "${wrk_members[@]}" --duration "$members_seconds" \
        "$(address /members)"
    before=$(resident_kib "${started[0]}")
    : > "$scratch/parked"
    python3 scripts/benchmarks/idle.py 127.0.0.1 "$((base + to_http))" "$parked" \
        <&"$silence" > "$scratch/parked" 2>&1 &
    holder=$!
    started+=("$holder")
    wait_for 60 grep -q ready "$scratch/parked" ||
        { echo "bench: the connections were not opened: $(< "$scratch/parked")" >&2; exit 1; }
    after=$(resident_kib "${started[0]}")
    load "${started[0]}" with- "${wrk_members[@]}" --duration "$members_seconds" \
        "$(address /members)"
    kill -0 "$holder" 2> /dev/null || { cat "$scratch/parked" >&2; exit 1; }
    awk -v kib=$((after - before)) 'BEGIN { printf "more %.1f\n", kib / 1024 }'
    end_all_nodes
}

# counter PORT NAME: one of the counters of GET /self.
counter() {
    curl --silent --fail --max-time 5 "http://127.0.0.1:$1/self" |
        grep -o "\"$2\":[0-9]*" | head -n 1 | cut -d : -f 2
}

# Five nodes, one of them asked for /members as quickly as it can answer: how quickly it answers
# pings meanwhile, and whether anybody doubts anybody.
measure_gossip() {
    local i sum=0
    run_cluster "$1" 5
    wrk "${wrk_members[@]}" --duration "$((gossip_seconds + 2))" "$(address /members)" \
        > "$scratch/wrk" &
    local load_pid=$!
    started+=("$load_pid")
    # The prober's pings tell of it, so it is a member in the end, and stays until all is counted.
    "$gomembers" -ping "node0=127.0.0.1:$base" -port "$((base + many_offset))" -every 20ms \
        -for "${gossip_seconds}s" <&"$silence" > "$scratch/pings" 2>&1 &
    started+=($!)
    wait "$load_pid"
    wait_for 30 grep -q '^pings' "$scratch/pings" ||
        { echo "bench: the prober says: $(< "$scratch/pings")" >&2; exit 1; }
    awk '{ for (i = 1; i < NF; i += 2) print "ack-" $i, $(i + 1) }' "$scratch/pings"
    awk '$1 == "Requests/sec:" { printf "rate %.0f\n", $2 }' "$scratch/wrk"
    for ((i = 0; i < 5; i++)); do
        sum=$((sum + $(counter $((base + to_http + i)) suspicions)))
    done
    echo "suspicions $sum"
    # Who doubted whom, and when.
    ((sum == 0)) || grep --no-filename suspect "$scratch"/node*.log >&2 || true
    end_started
}

# Fifty that know each other and are asked nothing.
measure_fifty() {
    local before after
    run_cluster "$1" "$nodes"
    pause "$settle_idle"
    before=$(all_ticks)
    pause "$watched"
    after=$(all_ticks)
    echo "resident $(rollups Rss)"
    echo "share $(rollups Pss)"
    end_all_nodes
    awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v nodes="$nodes" \
        -v seconds="$watched" \
        'BEGIN { printf "cpu %.3f\n", ticks * 1000 / hertz / nodes / seconds }'
}
