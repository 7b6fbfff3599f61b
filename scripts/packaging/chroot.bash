# SPDX-License-Identifier: Apache-2.0
#
# A fresh Debian in a folder, for scripts that try the packages in it. Sourced; `name` is what the
# script is called, `root` the folder, `work` one for its files, `suite`, `mirror` and `base` what
# its options say, `including` packages to begin with.

fail() { echo "$name: $1" >&2; exit 1; }

# in_chroot COMMAND...: with processes and mounts of its own, so that none of them stays.
in_chroot() {
    unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$root" "$@" < /dev/null
}

apt_in_chroot() {
    in_chroot apt-get --quiet --quiet --yes --no-install-recommends "$@" > "$work/apt" 2>&1 ||
        { cat "$work/apt" >&2; fail "apt-get $* failed"; }
}

# The first mirror of the suite that apt is told of here.
mirror_of_apt() {
    # shellcheck disable=SC2016  # these are apt's variables
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2> /dev/null |
        sed -n "s/^$suite //p" | head -n 1
}

make_chroot() {
    if [[ -n $base && -e $base ]]; then
        mkdir "$root"
        tar --extract --numeric-owner --file="$base" --directory="$root"
        return
    fi
    mirror=${mirror:-$(mirror_of_apt)}
    mirror=${mirror:-http://deb.debian.org/debian}
    echo "$suite from $mirror"
    local proxy=
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    env ${proxy:+http_proxy="$proxy"} unshare --mount --pid --fork --kill-child --mount-proc \
        debootstrap --variant=minbase ${including:+--include="$including"} \
        "$suite" "$root" "$mirror" > "$work/debootstrap" ||
        { tail "$work/debootstrap" >&2; fail "debootstrap failed"; }
    apt-config dump Acquire | grep -v ' "";$' > "$root/etc/apt/apt.conf.d/90-of-the-host"
    [[ -z $base ]] || tar --create --numeric-owner --file="$base" --directory="$root" .
}
