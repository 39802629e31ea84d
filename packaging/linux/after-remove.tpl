#!/bin/sh
set -e
# An upgrade calls this too, after the new version was installed: it keeps what the new one set up.
case "${1:-}" in upgrade | failed-upgrade | abort-* | 1) exit 0 ;; esac

rm -f /usr/bin/pinspect
if [ -f /etc/apparmor.d/pinspect ]; then
  apparmor_parser --remove /etc/apparmor.d/pinspect >/dev/null 2>&1 || true
  rm -f /etc/apparmor.d/pinspect
fi
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
