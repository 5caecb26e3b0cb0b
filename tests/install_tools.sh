# Find or install what the tests use besides Python packages: a Chromium for the page tests (one of the system, the system's
# package for root, or Playwright's own), strace for the test that nothing connects off the machine, and nginx and openssl for
# the page behind a proxy.
PATH=$PATH:/usr/sbin
bin=$1
has_chromium() {
    for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
wanted=""
has_chromium || wanted="chromium"
for tool in strace:strace nginx:nginx-light openssl:openssl; do
    command -v "${tool%:*}" >/dev/null 2>&1 || wanted="$wanted ${tool#*:}"
done
if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $wanted; } >/dev/null 2>&1
fi
has_chromium || "$bin/playwright" install chromium >/dev/null 2>&1 || echo "No Chromium could be installed: the page tests will be skipped." >&2
exit 0
