#!/bin/sh
set -e
# The terminal launcher, not the program itself: it gives commands no display to need.
ln -sfn '/opt/${sanitizedProductName}/resources/bin/pinspect' /usr/bin/pinspect

# Where unprivileged user namespaces are off, Chromium's sandbox needs its setuid helper.
if [ -L /proc/self/ns/user ] && unshare --user true 2>/dev/null; then
  chmod 0755 '/opt/${sanitizedProductName}/chrome-sandbox'
else
  chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'
fi

# Ubuntu 24.04 and later allow user namespaces by AppArmor profile only.
if apparmor_status --enabled >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load '/opt/${sanitizedProductName}/resources/apparmor-profile' >/dev/null 2>&1; then
  cp -f '/opt/${sanitizedProductName}/resources/apparmor-profile' /etc/apparmor.d/pinspect
  apparmor_parser --replace --write-cache /etc/apparmor.d/pinspect || true
fi

if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
