# SPDX-License-Identifier: Apache-2.0
#
# What an installation consists of, built and laid out below a folder. Sourced by scripts/install
# and by release and deb beside it, in the root of the project.

# The moment that files and archives carry: that of the commit, unless it is given.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2> /dev/null || echo 0)}"
export SOURCE_DATE_EPOCH

program_version() {
    sed -n 's/.*static let text = "\(.*\)"/\1/p' Sources/GatewayAPI/ProgramVersion.swift
}

# Where the release build lies, and what builds it.
scratch=$(realpath --canonicalize-missing "${PINGD_SCRATCH:-.build-package}")
# BoringSSL keeps the names of its files for its errors: without the folder they were built in.
release_build=(swift build --configuration release --static-swift-stdlib --scratch-path "$scratch"
    -Xcc "-ffile-prefix-map=$scratch=build" -Xcc "-ffile-prefix-map=$PWD=."
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=."
    # Swift's own linker, what it has set up cannot be changed afterwards, and no symbol is kept for
    # libraries that nobody loads: 2 MB less.
    -Xswiftc -use-ld=lld
    -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now -Xlinker --no-export-dynamic
    -Xlinker --build-id=none)

# build_programs: pingd and pingctl for release, with Swift's runtime in them; sets bin.
build_programs() {
    local program
    for program in pingd pingctl; do
        "${release_build[@]}" --product "$program" >&2
    done
    use_built_programs
}

# use_built_programs: sets bin to the folder in which both lie, and fails when they do not.
use_built_programs() {
    bin=$scratch/release
    [[ -x $bin/pingd && -x $bin/pingctl ]]
}

# stage_program PROGRAM ROOT PREFIX: the program without symbols, its manual pages, and what
# completes its command line in bash, zsh and fish.
stage_program() {
    local program=$1 share=$2$3/share shell page
    install -D --mode=755 --strip "$bin/$program" "$2$3/bin/$program"
    strip --remove-section=.comment "$2$3/bin/$program"
    mkdir -p "$share/man/man1"
    "$bin/$program" --experimental-dump-help |
        python3 scripts/packaging/manual.py --version "$(program_version)" \
            --date "$SOURCE_DATE_EPOCH" --output "$share/man/man1"
    for page in "$share/man/man1/$program"*.1; do gzip --best --no-name "$page"; done
    local -A places=(
        [bash]=bash-completion/completions/$program
        [zsh]=${ZSH_FOLDER:-zsh/site-functions}/_$program
        [fish]=fish/vendor_completions.d/$program.fish
    )
    for shell in "${!places[@]}"; do
        mkdir -p "$(dirname "$share/${places[$shell]}")"
        # It is sourced, not run, so that bash's first line names no program.
        "$bin/$program" --generate-completion-script "$shell" | sed '1{/^#!/d}' \
            > "$share/${places[$shell]}"
    done
    chmod -R u=rwX,go=rX "$share"
}

# stage_units FOLDER PREFIX SETTINGS: the service, which runs PREFIX/bin/pingd with the file of
# settings, and its socket.
stage_units() {
    local unit
    mkdir -p "$1"
    for unit in pingd.service pingd.socket; do
        sed -e "s,/usr/bin,$2/bin,g" -e "s,/etc/pingd/pingd.yaml,$3,g" \
            "scripts/packaging/$unit" > "$1/$unit"
        chmod 644 "$1/$unit"
    done
}

# stage_notices FILE PROGRAM...: whose work the programs hold, which their licences ask to be told.
stage_notices() {
    mkdir -p "$(dirname "$1")"
    python3 scripts/packaging/sbom.py --notices --version "$(program_version)" \
        --date "$SOURCE_DATE_EPOCH" --bin "$bin" --scratch "$scratch" "${@:2}" > "$1"
    chmod 644 "$1"
}

# stage_prefix ROOT PREFIX SETTINGS: all that lies below a prefix: both programs, their pages and
# completions, the units, the documents, and the file of settings as an example.
stage_prefix() {
    local program documents=$1$2/share/doc/pingd
    for program in pingd pingctl; do
        stage_program "$program" "$1" "$2"
    done
    stage_units "$1$2/lib/systemd/system" "$2" "$3"
    install -D --mode=644 --target-directory="$documents" \
        LICENSE README.md CHANGELOG.md openapi.yaml scripts/packaging/pingd.yaml
    install -D --mode=644 --target-directory="$documents/docs" docs/*.md docs/*.webp
    stage_notices "$documents/NOTICE" pingd pingctl
}
