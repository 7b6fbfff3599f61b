# SPDX-License-Identifier: Apache-2.0
#
# Builds what is measured: pingd for release, and the Go programs beside it. Sourced; sets pingd,
# gogateway and gomembers.

release=(swift build --configuration release --static-swift-stdlib --scratch-path .build-release)
"${release[@]}" --product pingd >&2
pingd=$("${release[@]}" --show-bin-path)/pingd
gogateway=$PWD/.build-release/gogateway
gomembers=$PWD/.build-release/gomembers
gopath=$(dpkg -L golang-github-hashicorp-memberlist-dev | sed -n 's#/src$##p' | head -n 1)
for program in gogateway gomembers; do
    GO111MODULE=off GOFLAGS='' GOPROXY=off GOPATH=$gopath \
        go build -o "${!program}" "scripts/benchmarks/$program/main.go"
done
