# SPDX-License-Identifier: GPL-3.0-or-later
# Where the tools live: the host itself when it is new enough, else a Debian 13 root of our own
# under the user's cache directory, entered with bubblewrap. Sourced by packaging/dev, which sets
# `here` (packaging/) and `checkout`.

cache_directory="${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/patchbay"
package_names() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/packages.txt"; }
root_key() { package_names | sha256sum | cut -c1-12; }
root_directory="$cache_directory/root-$(root_key)"
use_host=no

say() { printf '%s\n' "$*" >&2; }

version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

candidate_version() {
    apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([0-9]*:\)\{0,1\}//p' | head -n 1
}

# Debian 13 and Ubuntu 25.10 or later carry Qt 6.8, KF 6 and g++ 14 themselves.
host_is_new_enough() {
    [ "${PATCHBAY_DEV_ROOT:-}" != always ] || return 1
    command -v apt-cache >/dev/null || return 1
    local qt gcc frameworks
    qt=$(candidate_version qt6-base-dev)
    gcc=$(candidate_version g++)
    frameworks=$(candidate_version libkf6syntaxhighlighting-dev)
    [ -n "$frameworks" ] && [ -n "$qt" ] && [ -n "$gcc" ] \
        && version_at_least "$qt" 6.8 && version_at_least "${gcc##*:}" 14
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_on_host() {
    local missing=()
    local name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Patchbay installs these packages on this machine: ${missing[*]}"
    as_root apt-get update -q >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

# The mirror that this machine already uses, when it is a Debian; else mmdebstrap's own default.
host_mirror() {
    grep -qs '^ID=debian' /etc/os-release || return 0
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null \
        | grep -m 1 '/debian$' || true
}

# What an interrupted run left. Its mounts go first: deleting through one of them would reach /dev of the machine.
remove_partial_roots() {
    local directory target
    for directory in "$cache_directory"/partial.*; do
        [ -d "$directory" ] || continue
        awk -v under="$directory/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r \
            | while read -r target; do as_root umount --lazy "$target"; done
        rm -rf --one-file-system "$directory" 2>/dev/null || as_root rm -rf --one-file-system "$directory"
    done
}

make_root() {
    install_on_host mmdebstrap bubblewrap debian-archive-keyring
    # As root in a mount namespace of its own, so that what it mounts ends with it even when it is killed.
    local mode=root apart=(unshare --mount --propagation private)
    if [ "$(id -u)" != 0 ]; then
        mode=unshare
        apart=()
        install_on_host uidmap
    fi
    say "Making a Debian 13 root in $root_directory (once; about two minutes, 1.7 GB)."
    local partial names
    partial=$(mktemp -d "$cache_directory/partial.XXXXXX")
    names=$(package_names | paste -s -d, -)
    # shellcheck disable=SC2046 # no mirror means no argument
    if ! ${apart[@]+"${apart[@]}"} mmdebstrap --quiet --mode=$mode --variant=minbase --include="$names" \
            --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
            --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
            trixie "$partial/root" $(host_mirror) >&2; then
        say "The root could not be made; see above. Nothing is left behind: run the same command again."
        remove_partial_roots
        exit 1
    fi
    touch "$partial/root/etc/resolv.conf"
    mv "$partial/root" "$root_directory"
    rmdir "$partial"
}

# Makes sure that the tools are there; safe to interrupt, safe to run twice at once.
prepare_environment() {
    mkdir -p "$cache_directory/ccache"
    # A root that was made here before settles the question without asking the package manager.
    [ -d "$root_directory" ] && command -v bwrap >/dev/null && return
    if host_is_new_enough; then
        use_host=yes
        # shellcheck disable=SC2046 # one argument a package
        install_on_host $(package_names)
        return
    fi
    exec 9>"$cache_directory/lock"
    flock 9
    if [ -d "$root_directory" ]; then
        install_on_host bubblewrap
    else
        remove_partial_roots
        make_root
    fi
    exec 9>&-
}

# Prints, one a line, the bubblewrap arguments that lay out the root: the system from the cached
# Debian, everything of the user's under its own path, the host's network and display.
root_arguments() {
    local arguments=(
        --ro-bind "$root_directory/usr" /usr
        --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64
        --ro-bind "$root_directory/etc" /etc
        --ro-bind "$root_directory/var" /var
        --ro-bind-try /etc/resolv.conf /etc/resolv.conf
        --ro-bind-try /etc/passwd /etc/passwd
        --ro-bind-try /etc/group /etc/group
        --ro-bind-try /etc/hosts /etc/hosts
        --dir /run --dir /var/tmp
        --dev-bind /dev /dev --proc /proc --ro-bind /sys /sys
        --bind /tmp /tmp
        --bind "${HOME:-/root}" "${HOME:-/root}"
        --bind "$cache_directory" "$cache_directory"
        --bind "$checkout" "$checkout"
    )
    local common
    common=$(git -C "$checkout" rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
    [ -z "$common" ] || arguments+=(--ro-bind-try "$common" "$common")
    # Under its own path and, where ../shared is a link that the root does not show, under the link's.
    local shared shared_link
    if [ -d "$checkout/../shared" ]; then
        shared=$(cd "$checkout/../shared" && pwd -P)
        shared_link=$(cd "$checkout/.." && pwd -P)/shared
        arguments+=(--ro-bind "$shared" "$shared")
        case "$shared_link/" in
            "$shared/"|/tmp/*|"${HOME:-/root}"/*) ;;
            *) arguments+=(--ro-bind "$shared" "$shared_link") ;;
        esac
    fi
    [ -z "${TMPDIR:-}" ] || arguments+=(--bind-try "$TMPDIR" "$TMPDIR")
    [ -z "${XDG_RUNTIME_DIR:-}" ] || arguments+=(--bind-try "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR")
    [ -z "${XAUTHORITY:-}" ] || arguments+=(--ro-bind-try "$XAUTHORITY" "$XAUTHORITY")
    arguments+=(
        --setenv PATH "$checkout/build/release/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        --setenv CCACHE_DIR "$cache_directory/ccache"
        --setenv LC_ALL C.UTF-8
    )
    printf '%s\n' "${arguments[@]}"
}

# The whole command line for running "$@" where the tools are, in the array `command_line`.
compose_command() {
    if [ "$use_host" = yes ]; then
        command_line=(env "PATH=$checkout/build/release/bin:$PATH" "CCACHE_DIR=$cache_directory/ccache" "$@")
        return
    fi
    local arguments
    mapfile -t arguments < <(root_arguments)
    # Where the caller stands is kept when it is visible inside, else the checkout is used.
    command_line=(bwrap --die-with-parent "${arguments[@]}")
    case "$PWD/" in
        "$checkout"/*|"${HOME:-/root}"/*|/tmp/*) command_line+=(--chdir "$PWD") ;;
        *) command_line+=(--chdir "$checkout") ;;
    esac
    command_line+=("${inside_options[@]}" -- "$@")
}

inside_options=()

inside() {
    local command_line
    compose_command "$@"
    "${command_line[@]}"
}

inside_exec() {
    local command_line
    compose_command "$@"
    exec "${command_line[@]}"
}

# bubblewrap does not pass signals on, but a gateway under `exec` must see SIGTERM and SIGHUP.
inside_forwarding_signals() {
    local command_line
    if [ "$use_host" = yes ]; then
        inside_exec "$@"
    fi
    local report child='' status=0
    report=$(mktemp)
    inside_options=(--info-fd 8)
    compose_command "$@"
    "${command_line[@]}" 8>"$report" <&0 &
    local sandbox=$!
    forward() {
        [ -n "$child" ] || child=$(sed -n 's/.*"child-pid": \([0-9]*\).*/\1/p' "$report")
        [ -z "$child" ] || kill -s "$1" "$child" 2>/dev/null || true
    }
    local name
    # shellcheck disable=SC2064 # the name is meant to be fixed now
    for name in TERM HUP INT USR1 USR2; do trap "forward $name" "$name"; done
    # A trapped signal ends `wait` early: wait until the process is really gone.
    while :; do
        status=0
        wait "$sandbox" || status=$?
        kill -0 "$sandbox" 2>/dev/null || break
    done
    rm -f "$report"
    exit "$status"
}
