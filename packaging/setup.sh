# Sourced by packaging/demo and packaging/test: brings what is missing and says what it does.
# shellcheck shell=bash disable=SC2034
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "dualwan: $*"; }

die() { printf '%s\n' "dualwan: $*" >&2; exit 1; }

# Everything that touches namespaces runs as root; the rest as whoever called.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo --preserve-env=PATH,DOTNET_ROOT,DOTNET_CLI_TELEMETRY_OPTOUT,TESTINGPLATFORM_TELEMETRY_OPTOUT,DOTNET_NOLOGO,CI "$@"
    else
        die "this needs root for its network namespaces, and there is no sudo: run it as root"
    fi
}

need_packages() {
    local missing=()
    command -v ip >/dev/null || missing+=(iproute2)
    command -v nft >/dev/null || missing+=(nftables)
    command -v conntrack >/dev/null || missing+=("$(if command -v pacman >/dev/null; then echo conntrack-tools; else echo conntrack; fi)")
    command -v tcpdump >/dev/null || missing+=(tcpdump)
    command -v curl >/dev/null || missing+=(curl)
    { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q 'libnftables\.so\.1' ||
        missing+=("$(if command -v pacman >/dev/null; then echo nftables; else echo libnftables1; fi)")
    [ ${#missing[@]} -eq 0 ] && return
    say "installing from the distribution: ${missing[*]}"
    if command -v apt-get >/dev/null; then
        as_root apt-get -qq update
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "${missing[@]}" >/dev/null
    elif command -v pacman >/dev/null; then
        as_root pacman -S --needed --noconfirm "${missing[@]}" >/dev/null
    else
        die "install these packages first: ${missing[*]}"
    fi
}

has_sdk() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

need_sdk() {
    has_sdk && return
    if [ -x "$HOME/.dotnet/dotnet" ]; then
        export DOTNET_ROOT=$HOME/.dotnet PATH=$HOME/.dotnet:$PATH
        has_sdk && return
    fi
    if command -v pacman >/dev/null; then
        say "installing the .NET 10 SDK from the distribution: dotnet-sdk aspnet-runtime"
        as_root pacman -S --needed --noconfirm dotnet-sdk aspnet-runtime >/dev/null
    elif apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        say "installing the .NET 10 SDK from the distribution: dotnet-sdk-10.0"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y dotnet-sdk-10.0 >/dev/null
    else
        install_sdk_from_microsoft
    fi
    has_sdk || die "there is still no .NET 10 SDK: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

# The distribution has none: Microsoft's archive, into the user's home, its SHA-512 checked against the release notes.
install_sdk_from_microsoft() {
    local base=https://builds.dotnet.microsoft.com/dotnet arch version file sum
    case $(uname -m) in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) die "no .NET SDK for $(uname -m): see https://dotnet.microsoft.com/download/dotnet/10.0" ;;
    esac
    say "this distribution has no .NET 10 SDK: downloading Microsoft's (about 230 MB) into $HOME/.dotnet"
    local notes work
    work=$(mktemp -d)
    notes=$work/releases.json
    curl -fsSL --proto '=https' "$base/release-metadata/10.0/releases.json" -o "$notes" ||
        die "can't reach $base: install the .NET 10 SDK by hand, then run this again"
    version=$(grep -o '"latest-sdk": *"[^"]*"' "$notes" | head -n 1 | cut -d '"' -f 4)
    file=dotnet-sdk-$version-linux-$arch.tar.gz
    sum=$(tr -d '\n' <"$notes" | grep -o "\"url\": *\"[^\"]*/$file\", *\"hash\": *\"[0-9a-f]*\"" | head -n 1 |
        grep -o '[0-9a-f]\{128\}')
    [ -n "$sum" ] || die "the release notes of .NET $version have no hash for $file: not installed"
    curl -fsSL --proto '=https' "$base/Sdk/$version/$file" -o "$work/$file" || die "the download of $file failed"
    echo "$sum  $work/$file" | sha512sum --check --quiet || die "the hash of $file is wrong: not installed"
    mkdir -p "$HOME/.dotnet"
    tar -xzf "$work/$file" -C "$HOME/.dotnet"
    rm -rf "$work"
    export DOTNET_ROOT=$HOME/.dotnet PATH=$HOME/.dotnet:$PATH
}
