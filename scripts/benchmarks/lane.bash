#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What a message of 24 bytes costs over a lane, both ends together and without sockets: sent,
# framed, received, handed on and acknowledged; and how quickly a body goes over in pieces of
# 64 KiB. In nanoseconds, and in instructions as callgrind counts them.
# Called by: scripts/bench lane
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=(swift build --configuration release --static-swift-stdlib --scratch-path .build-release)
"${build[@]}" --product lanebench >&2
lanebench=$("${build[@]}" --show-bin-path)/lanebench

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# callgrind cannot read what BoringSSL says for debuggers, and needs none of it.
strip --strip-debug -o "$scratch/counting" "$lanebench"

# counted CASE N: instructions of a whole run of so many messages.
counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$scratch/counting" repeat "$1" "$2" \
        > /dev/null 2> "$scratch/counted"
    sed -n 's/.*Collected : //p' "$scratch/counted"
}

# instructions CASE N: of one message, by the difference of two runs, which leaves the start out.
instructions() { echo $((($(counted "$1" $(($2 * 3))) - $(counted "$1" "$2")) / (2 * $2))); }

"$lanebench" measure > "$scratch/times"
echo
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
printf '%-44s %10s %14s\n' 'both ends' time instructions
while read -r name nanoseconds; do
    case ${name#sealed-} in
        single) title='a message alone' runs=640 ;;
        batch) title='a message of 64 in a turn' runs=6400 ;;
        body) title='64 KiB of a body' runs=64 ;;
    esac
    [[ $name != sealed-* ]] || title+=', sealed'
    row="$(instructions "$name" "$runs")"
    [[ ${name#sealed-} != body ]] || row+="   $((65536 * 1000 / nanoseconds)) MB/s"
    printf '%-44s %10s %14s\n' "$title" "$nanoseconds ns" "$row"
done < "$scratch/times"
