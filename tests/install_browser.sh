#!/usr/bin/env bash
# A real browser and a Japanese font for the tests that look at pages. Installs them with apt-get where that may be
# done; elsewhere says what to install.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        browser=$name
        break
    fi
done
if [ -n "${browser:-}" ] && [ -n "$(fc-list :lang=ja 2>/dev/null | head -n 1)" ]; then
    exit 0
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="no"; fi
fi
if command -v apt-get >/dev/null && [ "$as_root" != "no" ]; then
    echo "Installing Chromium and a Japanese font for the browser tests / 画面のテストのため、Chromiumと日本語フォントを導入しています…" >&2
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
    exit 0
fi
echo "The browser tests need Chromium and a Japanese font: install them (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk) and run make again. / Chromiumと日本語フォント（fonts-noto-cjkなど）を入れてから、もう一度 make を実行してください。" >&2
exit 1
