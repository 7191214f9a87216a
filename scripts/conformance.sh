#!/usr/bin/env bash
# Runs test suites of the hub's clients against a server of this checkout, which
# it starts on a data folder of its own. Settings name checkouts of the clients:
#
#   HUGGINGFACE_JS=dir   github.com/huggingface/huggingface.js: packages/hub (vitest)
#   GIT_LFS=dir          github.com/git-lfs/git-lfs: t/git-lfs-test-server-api
#
# The checkouts are left as they are. What fails, and why, is in docs/conformance.md.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
: "${HUGGINGFACE_JS:=}" "${GIT_LFS:=}" "${TENON_PORT:=7479}"
if [ -z "$HUGGINGFACE_JS$GIT_LFS" ]; then
  echo "name a checkout: HUGGINGFACE_JS=dir, GIT_LFS=dir, or both" >&2
  exit 2
fi
work=$(mktemp -d) server=''
cleanup() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap cleanup EXIT

make --no-print-directory build
tenon() { "$root/bin/tenon" --data "$work/data" "$@"; }
# By a name that is not localhost, so that who sends no token is nobody, and not
# the user who runs the server.
host=$(hostname) url=http://$(hostname):$TENON_PORT
"$root/bin/tenon" --data "$work/data" serve --listen "127.0.0.1:$TENON_PORT" --host "$host" >"$work/server.log" 2>&1 &
server=$!
end=$((SECONDS + 30))
until tenon user list >/dev/null 2>&1 && grep -q "$TENON_PORT" "$work/data/server.json" 2>/dev/null; do
  if ! kill -0 "$server" 2>/dev/null || [ "$SECONDS" -ge "$end" ]; then
    cat "$work/server.log" >&2
    exit 1
  fi
  sleep 0.2
done
tenon user add hub.js >/dev/null
token=$(tenon token create --user hub.js --write --name ci-hub.js | tail -n 1)

# The suite of @huggingface/hub knows the hub by three constants.
huggingface_js() {
  scripts/node.sh conformance
  cp -r "$1/packages/hub" "$work/hub"
  rm -rf "$work/hub/node_modules"
  ln -s "$root/.cache/node/conformance/node_modules" "$work/hub/node_modules"
  sed -i "s|https://hub-ci.huggingface.co|$url|; s|\"hf_hub.js\"|\"$token\"|" "$work/hub/src/test/consts.ts"
  sed -i "s|https://huggingface.co|$url|" "$work/hub/src/consts.ts"
  echo "==> the suite of @huggingface/hub $(sed -n 's/.*"version": "\(.*\)",/\1/p' "$1/packages/hub/package.json")"
  (cd "$work/hub" && node_modules/.bin/vitest run --reporter=json --outputFile="$work/hub.json" "${@:2}" >"$work/hub.log" 2>&1) || true
  node - "$work/hub.json" <<'JS' || { tail -n 40 "$work/hub.log" >&2; exit 1; }
const report = JSON.parse(require("node:fs").readFileSync(process.argv[2]));
const count = { passed: 0, failed: 0, skipped: 0 };
for (const file of report.testResults) {
  const name = file.name.replace(/.*\/src\//, "");
  if (file.assertionResults.length === 0 && file.status === "failed") {
    count.failed++;
    console.log(`failed: ${name}\n    ${(file.message || "").split("\n")[0]}`);
  }
  for (const test of file.assertionResults) {
    count[test.status === "passed" || test.status === "failed" ? test.status : "skipped"]++;
    if (test.status === "failed") console.log(`failed: ${name}: ${test.fullName.trim()}\n    ${(test.failureMessages[0] || "").split("\n")[0].slice(0, 300)}`);
  }
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
JS
}

git_lfs() {
  echo "==> git-lfs-test-server-api $(sed -n 's/.*Version = "\(.*\)"/\1/p' "$1/config/version.go" | head -n 1)"
  (cd "$1" && go build -o "$work/test-server-api" ./t/git-lfs-test-server-api)
  curl -fsS -H "Authorization: Bearer $token" -d '{"name":"lfs-test"}' "$url/api/repos/create" >/dev/null
  mkdir -p "$work/home"
  (cd "$work/home" && HOME=$work/home GIT_TERMINAL_PROMPT=0 "$work/test-server-api" --clone "http://hub.js:$token@$host:$TENON_PORT/hub.js/lfs-test") >"$work/lfs.log" 2>&1 || true
  tr '\r' '\n' <"$work/lfs.log" | grep -E 'FAILED|OK$|rror|assed|atal' || true
  passed=$(grep -c 'OK$' "$work/lfs.log") || true
  failed=$(grep -c 'FAILED$' "$work/lfs.log") || true
  echo "$passed passed, $failed failed, 0 skipped"
}

[ -z "$HUGGINGFACE_JS" ] || huggingface_js "$HUGGINGFACE_JS" "$@"
[ -z "$GIT_LFS" ] || git_lfs "$GIT_LFS"
