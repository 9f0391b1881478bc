#!/usr/bin/env bash
# debian.sh FOLDER: tries the Debian package that `make dist` has written to FOLDER, in a clean root: installs the version before, uses it,
# upgrades it while it runs, removes and purges it. Needs root. systemd is installed in the root, but does not run there, so the command
# of the unit is started here; systemd-analyze verifies the unit itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/dist-tests/lib.sh

dist=$(cd "${1:?usage: scripts/dist-tests/debian.sh FOLDER}" && pwd)
version=$(scripts/release-version.sh)
case $(uname -m) in x86_64) architecture=amd64 other=arm64 ;; *) architecture=arm64 other=amd64 ;; esac
package=$dist/vestibule_${version}_$architecture.deb
apt_install "clean roots for packages" mmdebstrap systemd

step "The package of the version before"
before=$(scripts/previous-version.sh "$(awk '!/^#/ { commit = $1 } END { print commit }' scripts/previous-versions)")
dpkg-deb --raw-extract "$package" "$folder/before"
install -m 755 "$before" "$folder/before/usr/bin/vestibule"
sed -i 's/^Version: .*/Version: 0.0.9/' "$folder/before/DEBIAN/control"
(cd "$folder/before" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
dpkg-deb --root-owner-group --build "$folder/before" "$folder/before.deb" >/dev/null

step "A clean Debian (half a minute)"
root=$folder/root
# With what the package depends on, so that its installation needs no network, and with systemd's units, to which the unit refers.
mmdebstrap --quiet --variant=minbase --include=adduser,debconf,systemd bookworm "$root"
in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$root" "$@"; }
# installed PACKAGE [OPTION...]: installs it as a user does, and prints what that prints.
installed() {
  cp "$1" "$root/tmp/vestibule.deb"
  in_root apt-get install --yes --quiet --no-install-recommends --allow-downgrades /tmp/vestibule.deb "${@:2}" 2>&1 ||
    fail "the installation of ${1##*/} failed"
}
# served: starts the command of the unit as its user.
served() {
  local command user
  command=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/vestibule.service")
  user=$(sed -n 's/^User=//p' "$root/usr/lib/systemd/system/vestibule.service")
  # The command is words without quotes.
  # shellcheck disable=SC2086
  start "$folder/log" chroot --userspec="$user" "$root" $command
}

step "Installation, and an account"
installed "$folder/before.deb" >"$folder/printed"
grep --quiet 'the secret is in /etc/vestibule/secret' "$folder/printed" || fail "the installation does not mention the secret"
[ "$(in_root stat --format='%a %U %G' /etc/vestibule/secret)" = "640 root vestibule" ] || fail "others can read the secret"
[ "$(in_root stat --format='%a %U' /var/lib/vestibule)" = "700 vestibule" ] || fail "others can read the data"
served
accounts_work

step "Upgrade while it runs"
echo 'VESTIBULE_LOG=warn' >>"$root/etc/vestibule/vestibule.env"
secret=$(sha256sum <"$root/etc/vestibule/secret")
installed "$package" >"$folder/printed"
sign_in
stop
[ "$(in_root dpkg-query --show --showformat='${Version}' vestibule)" = "${version/-/\~}" ] || fail "the new version is not installed"
grep --quiet '^VESTIBULE_LOG=warn' "$root/etc/vestibule/vestibule.env" || fail "the upgrade has lost a setting"
[ "$(sha256sum <"$root/etc/vestibule/secret")" = "$secret" ] || fail "the upgrade has changed the secret"
in_root dpkg --verify vestibule | grep -v '/etc/vestibule/vestibule.env$' | grep . && fail "installed files differ from those of the package"
served
sign_in
stop

step "Commands of root are those of the service"
told='Settings of the service: /etc/vestibule/vestibule.env, as its user vestibule.'
printed=$(in_root sh -c 'echo Quiet-Lantern-42 | vestibule user create --username jonas --email jonas@example.org --password-stdin' 2>&1 >/dev/null)
[ "$printed" = "$told" ] || fail "'vestibule user create' as root printed \"$printed\""
in_root vestibule user list 2>/dev/null | grep --quiet jonas || fail "the account is not in the database of the service"
[ ! -e "$root/data" ] && [ ! -e "$root/root/data" ] || fail "a command of root has made another database"
in_root vestibule --env-file /etc/vestibule/vestibule.env backup /var/lib/vestibule/of-root.db >/dev/null || fail "root cannot back up"
printf '[[application]]\nname = "wiki"\n' >"$root/var/lib/vestibule/vestibule.toml"
chown --reference="$root/var/lib/vestibule/vestibule.db" "$root/var/lib/vestibule/vestibule.toml"
in_root vestibule check 2>/dev/null | grep --quiet '/var/lib/vestibule/vestibule.toml' || fail "root does not see the file of applications"
rm "$root/var/lib/vestibule/vestibule.toml"
in_root find /var/lib/vestibule ! -user vestibule | grep . && fail "these files do not belong to the service"
in_root setpriv --reuid nobody --regid nogroup --clear-groups vestibule user list >"$folder/printed" 2>&1 &&
  fail "anybody can use the service"
grep --quiet 'run the command as root' "$folder/printed" || fail "who may not use the service is told: $(cat "$folder/printed")"
in_root vestibule >"$folder/printed" 2>&1 && fail "a second server has started"
grep --quiet 'systemctl start vestibule' "$folder/printed" || fail "who starts a second server is told: $(cat "$folder/printed")"
printed=$(in_root env VESTIBULE_DATA_DIR=/tmp/other vestibule group create editors 2>&1 >/dev/null)
[ -z "$printed" ] && [ -e "$root/tmp/other/vestibule.db" ] || fail "another database was named, and was not used: $printed"

step "A backup every night, and its restoration"
command=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/vestibule-backup.service")
for night in $(seq 16); do
  # The command is words without quotes.
  # shellcheck disable=SC2086
  in_root setpriv --reuid vestibule --regid vestibule --clear-groups $command >/dev/null || fail "no backup in night $night"
done
kept=$(in_root find /var/lib/vestibule/backups -name 'vestibule-*.db' | sort)
[ "$(wc -l <<<"$kept")" -eq 14 ] || fail "14 backups should be kept: $kept"
rm "$root"/var/lib/vestibule/vestibule.db*
in_root vestibule restore "$(tail -1 <<<"$kept")" >/dev/null 2>&1 || fail "the last backup cannot be restored"
served
sign_in
stop

step "The units"
verified=$(systemd-analyze --root="$root" verify vestibule.service vestibule-backup.service vestibule-backup.timer 2>&1) ||
  fail "systemd refuses a unit: $verified"
# The root has no manual pages of systemd.
grep vestibule <<<"$verified" | grep -v 'Command .*man.* failed' | grep . && fail "systemd complains about a unit, see above"

step "An upgrade with a mistake in the settings"
echo 'VESTIBULE_REGISTRATION=sometimes' >>"$root/etc/vestibule/vestibule.env"
installed "$package" --reinstall >"$folder/printed"
grep --quiet 'VESTIBULE_REGISTRATION' "$folder/printed" || fail "the mistake is not named: $(cat "$folder/printed")"
grep --quiet 'The service was not restarted' "$folder/printed" || fail "the upgrade does not say that the old version still runs"
sed -i '$d' "$root/etc/vestibule/vestibule.env"

if [ -e "$dist/vestibule_${version}_$other.deb" ]; then
  step "A package for another processor"
  cp "$dist/vestibule_${version}_$other.deb" "$root/tmp/other.deb"
  in_root dpkg --install /tmp/other.deb >"$folder/printed" 2>&1 && fail "a package for $other was installed"
  grep --quiet "does not match system" "$folder/printed" || fail "the message does not name the processor"
  in_root dpkg --purge vestibule:"$other" >/dev/null 2>&1 || true
fi

step "Removed and installed again"
# systemd does not run here, so what it is told is noted.
mkdir -p "$root/run/systemd/system"
mv "$root/usr/bin/systemctl" "$folder/systemctl"
printf '#!/bin/sh\necho "$*" >>/tmp/systemctl\n' >"$root/usr/bin/systemctl"
chmod 755 "$root/usr/bin/systemctl"
in_root dpkg --remove vestibule >/dev/null 2>&1
installed "$package" >/dev/null
grep --quiet '^enable --now vestibule.service vestibule-backup.timer$' "$root/tmp/systemctl" || fail "the service does not run again: $(cat "$root/tmp/systemctl")"
[ ! -e "$root/etc/vestibule/enabled-before-removal" ] || fail "the next upgrade would switch units on"
mv "$folder/systemctl" "$root/usr/bin/systemctl"
rmdir "$root/run/systemd/system"

step "Removal and purge"
in_root dpkg --remove vestibule >/dev/null 2>&1
[ ! -e "$root/usr/bin/vestibule" ] || fail "the program is still there"
[ -e "$root/var/lib/vestibule/vestibule.db" ] || fail "the removal has deleted the data"
in_root dpkg --purge vestibule >"$folder/printed" 2>&1
grep --quiet 'are still there' "$folder/printed" || fail "the purge does not say what it keeps"
[ -e "$root/var/lib/vestibule/vestibule.db" ] && [ -e "$root/etc/vestibule/secret" ] || fail "the purge has deleted data without an answer"
installed "$package" >/dev/null
served
sign_in
stop
echo 'vestibule vestibule/remove-data boolean true' | in_root debconf-set-selections
in_root dpkg --purge vestibule >/dev/null 2>&1
for path in /var/lib/vestibule /etc/vestibule; do [ ! -e "$root$path" ] || fail "the purge has left $path"; done
in_root getent passwd vestibule >/dev/null && fail "the purge has left the user"
exit 0
