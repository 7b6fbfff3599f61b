#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How many messages a second the journal makes durable on the disk of this folder, by the number of
# writers that wait at once: each is answered after the commit that its message is in has reached
# the disk. Called by: scripts/bench journal
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=(swift build --configuration release --static-swift-stdlib --scratch-path .build-release)
"${build[@]}" --product journalbench >&2
journalbench=$("${build[@]}" --show-bin-path)/journalbench

# On the disk that the project lies on: what /tmp is differs from machine to machine.
scratch=$(mktemp -d -p .build-release)
trap 'rm -r "$scratch"' EXIT
seconds=${PINGD_BENCH_SECONDS:-5}

sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
echo "file system: $(stat --file-system --format=%T "$scratch"); payloads of 200 bytes"
row='%8s %12s %12s %12s %18s %10s %10s\n'
# shellcheck disable=SC2059
printf "$row" writers messages/s commits/s per-commit bytes-per-message p50-µs p99-µs
for writers in 1 16 256; do
    read -r _ messages commits bytes p50 p99 <<< \
        "$("$journalbench" "$scratch/$writers" "$writers" "$seconds" 200)"
    # shellcheck disable=SC2059
    printf "$row" "$writers" "$messages" "$commits" "$((messages / (commits > 0 ? commits : 1)))" \
        "$bytes" "$p50" "$p99"
done
