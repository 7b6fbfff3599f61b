#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What a request costs in HTTP1.ServerConnection, from its bytes to those of the answer, without a
# socket: nanoseconds, and instructions as callgrind counts them. Called by: scripts/bench http1
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=(swift build --configuration release --static-swift-stdlib --scratch-path .build-release)
"${build[@]}" --product http1bench >&2
http1bench=$("${build[@]}" --show-bin-path)/http1bench

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# counted CASE N: instructions of a whole run of so many requests.
counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$http1bench" repeat "$1" "$2" \
        > /dev/null 2> "$scratch/counted"
    sed -n 's/.*Collected : //p' "$scratch/counted"
}

# instructions CASE: of one request, by the difference of two runs, which leaves the start out.
instructions() { echo $((($(counted "$1" 3000) - $(counted "$1" 1000)) / 2000)); }

"$http1bench" measure > "$scratch/times"
echo
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
printf '%-44s %10s %14s\n' 'per request' time instructions
while read -r name nanoseconds; do
    case $name in
        get) title='GET with one field' ;;
        known) title='the same, its head known' ;;
        browser) title="GET with a browser's ten fields" ;;
        send) title='POST with 37 bytes of JSON' ;;
    esac
    printf '%-44s %10s %14s\n' "$title" "$nanoseconds ns" "$(instructions "$name")"
done < "$scratch/times"
