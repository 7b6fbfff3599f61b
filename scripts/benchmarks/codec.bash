#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What full packets of alive messages cost to decode, to handle and to encode, in nanoseconds of
# processor time and in instructions per message, beside the Go library where its public interface
# lets it be measured. Called by: scripts/bench codec
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=(swift build --configuration release --static-swift-stdlib --scratch-path .build-release)
"${build[@]}" --product codecbench >&2
codecbench=$("${build[@]}" --show-bin-path)/codecbench
gopath=$(dpkg -L golang-github-hashicorp-memberlist-dev | sed -n 's#/src$##p' | head -n 1)
GO111MODULE=off GOFLAGS='' GOPROXY=off GOPATH=$gopath \
    go build -o .build-release/gocodec scripts/benchmarks/gocodec/main.go

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# instructions CASE: counted by callgrind within CodecBench.run, for fifty rounds.
instructions() {
    local messages
    messages=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
        --toggle-collect='*10CodecBenchV3run*' "$codecbench" repeat "$1" 50 2> "$scratch/counted")
    echo $(($(sed -n 's/.*Collected : //p' "$scratch/counted") / 50 / messages))
}

"$codecbench" measure > "$scratch/ours"
"$codecbench" packets 60 > "$scratch/packets"
.build-release/gocodec "$scratch/packets" 60 > "$scratch/theirs"

theirs() { awk -v name="$1" '$1 == name { print $2 " ns" }' "$scratch/theirs"; }

echo
sed -n 's/^model name[^:]*: /processor: /p' /proc/cpuinfo | head -n 1
awk 'NR == 1 { print $3 " alive messages in a packet of 1400 bytes" }' "$scratch/ours"
row='%-34s %10s %14s %12s\n'
# shellcheck disable=SC2059
printf "$row" 'per message' pingd instructions 'Go library'
while read -r name nanoseconds _; do
    case $name in
        decode) title='decode' peer='' ;;
        decode-handle-news) title='decode and handle, all news' peer=$(theirs "$name") ;;
        decode-handle-known) title='decode and handle, all known' peer='' ;;
        decode-folded) title='decode a folded packet' peer='' ;;
        encode) title='fill from the queue and encode' peer="$(theirs queue) (queue)" ;;
        encode-folded) title='the same, folded' peer='' ;;
    esac
    # shellcheck disable=SC2059
    printf "$row" "$title" "$nanoseconds ns" "$(instructions "$name")" "${peer:--}"
done < "$scratch/ours"
