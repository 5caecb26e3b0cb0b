# Find or install what the tests use besides Python packages: a Chromium for the page tests (one of the system, the system's
# package for root, or Playwright's own) and strace for the test that nothing connects off the machine.
bin=$1
has_chromium() {
    for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
wanted=""
has_chromium || wanted="chromium"
command -v strace >/dev/null 2>&1 || wanted="$wanted strace"
if [ -n "$wanted" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $wanted; } >/dev/null 2>&1
fi
has_chromium || "$bin/playwright" install chromium >/dev/null 2>&1 || echo "No Chromium could be installed: the page tests will be skipped." >&2
exit 0
