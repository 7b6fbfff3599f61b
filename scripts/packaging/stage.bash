# SPDX-License-Identifier: Apache-2.0
#
# What an installation consists of, built and laid out below a folder. Sourced by scripts/install,
# scripts/release and scripts/packaging/deb, in the root of the project.

# The moment that files and archives carry: that of the commit, unless it is given.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2> /dev/null || echo 0)}"
export SOURCE_DATE_EPOCH

program_version() {
    sed -n 's/.*static let text = "\(.*\)"/\1/p' Sources/GatewayAPI/ProgramVersion.swift
}

# build_programs: pingd and pingctl for release, with Swift's runtime in them; sets bin.
build_programs() {
    local program release
    release=(swift build --configuration release --static-swift-stdlib
        --scratch-path "${PINGD_SCRATCH:-.build-release}")
    for program in pingd pingctl; do
        "${release[@]}" --product "$program" >&2
    done
    bin=$("${release[@]}" --show-bin-path)
}

# stage_program PROGRAM ROOT PREFIX: the program without symbols, its manual pages, and what
# completes its command line in bash, zsh and fish.
stage_program() {
    local program=$1 share=$2$3/share shell page
    install -D --mode=755 --strip "$bin/$program" "$2$3/bin/$program"
    # What a linker notes of itself and of the path of the build.
    strip --remove-section=.comment --remove-section=.note.gnu.build-id "$2$3/bin/$program"
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
