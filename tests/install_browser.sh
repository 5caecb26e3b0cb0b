# Find or install a Chromium for the page tests: one of the system, the system's package for root, or Playwright's own.
bin=$1
for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 && exit 0
fi
"$bin/playwright" install chromium >/dev/null 2>&1 || echo "No Chromium could be installed: the page tests will be skipped." >&2
exit 0
