#!/bin/sh
# Installs what the tests run and Python cannot bring: Debian's Chromium, LibreOffice's Writer, and strace.
# Where that is not allowed, says so; the tests that need them are then skipped (with CI=true they fail).

missing=""
[ -n "$CHROMIUM" ] || command -v chromium >/dev/null || missing="chromium"
command -v strace >/dev/null || missing="$missing strace"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
fi
if ! command -v apt-get >/dev/null; then
  echo "Not installed:$(printf ' %s' $missing). This machine has no apt-get; put them on the PATH by hand." >&2
elif [ "$as_root" = "no" ]; then
  echo "Not installed:$(printf ' %s' $missing). Installing needs root: sudo apt-get install$(printf ' %s' $missing)" >&2
else
  for package in $missing; do
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends "$package" >/dev/null 2>&1 ||
      { $as_root apt-get update >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends "$package" >/dev/null; } ||
      echo "Installing $package failed; the tests that need it are skipped." >&2
  done
fi
exit 0
