#!/usr/bin/env bash
# build.sh FOLDER VERSION ARCHITECTURE OUT: writes the Debian package OUT from the unpacked archive in FOLDER. ARCHITECTURE is
# Debian's name: amd64 or arm64. All files get the time in SOURCE_DATE_EPOCH, so that the same input results in the same bytes.
set -euo pipefail
cd "$(dirname "$0")"
umask 022

archive=$1 version=$2 architecture=$3 out=$4
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# put MODE SOURCE TARGET
put() { install -D -m "$1" "$2" "$root/$3"; }

put 755 "$archive/vestibule" usr/bin/vestibule
# A program that is installed by hand is in /usr/local/bin, that of a package in /usr/bin.
for unit in vestibule.service vestibule-backup.service vestibule-backup.timer; do
  put 644 "$archive/$unit" "usr/lib/systemd/system/$unit"
  sed -i -e 's#/usr/local/bin/#/usr/bin/#' -e "s/^# Install as .*/# Change it with: systemctl edit $unit/" "$root/usr/lib/systemd/system/$unit"
done
put 640 vestibule.env etc/vestibule/vestibule.env
put 644 "$archive/vestibule.env.example" usr/share/doc/vestibule/vestibule.env.example
put 644 "$archive/LICENSES.txt" usr/share/doc/vestibule/LICENSES.txt
put 644 copyright usr/share/doc/vestibule/copyright
put 644 "$archive/README.md" usr/share/doc/vestibule/README.md
put 644 "$archive/vestibule.1" usr/share/man/man1/vestibule.1
gzip -9 --no-name "$root/usr/share/man/man1/vestibule.1"
put 644 "$archive/completions/vestibule.bash" usr/share/bash-completion/completions/vestibule
put 644 "$archive/completions/_vestibule" usr/share/zsh/vendor-completions/_vestibule
put 644 "$archive/completions/vestibule.fish" usr/share/fish/vendor_completions.d/vestibule.fish

for script in config postinst prerm postrm; do put 755 "$script" "DEBIAN/$script"; done
put 644 templates DEBIAN/templates
echo /etc/vestibule/vestibule.env >"$root/DEBIAN/conffiles"
# In a Debian version "~" sorts before everything, so that 1.0.0~rc.1 comes before 1.0.0.
cat >"$root/DEBIAN/control" <<END
Package: vestibule
Version: ${version/-/\~}
Architecture: $architecture
Maintainer: Vestibule <https://github.com/vestibule/vestibule>
Installed-Size: $(du --apparent-size --summarize --block-size=1024 "$root/usr" | cut -f1)
Depends: adduser, debconf (>= 0.5) | debconf-2.0
Recommends: systemd
Suggests: postgresql
Section: net
Priority: optional
Homepage: https://github.com/vestibule/vestibule
Description: user accounts and sign-in for an application
 Registration, sign-in, sessions, account pages and administration, as pages
 and as a JSON API, with SQLite inside or PostgreSQL.
END
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)

find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
# One thread, because the result depends on their number.
dpkg-deb --root-owner-group --threads-max=1 -Zxz -z6 --build "$root" "$out" >/dev/null
