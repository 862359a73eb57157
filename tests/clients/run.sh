#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs OpenAI's, Anthropic's, Google's, Vercel's and LangChain's npm clients against `patchbay-cli serve` with simulated models behind it.
# Needs Node and npm; PATCHBAY_CLI names the program (default: packaging/dev exec patchbay-cli), CLIENTS a folder
# where the clients are installed already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v node > /dev/null || { echo "skipped: Node is not here"; exit 0; }
work=$(mktemp -d)
read -r -a cli <<< "${PATCHBAY_CLI:-$here/../../packaging/dev exec patchbay-cli}"
pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap finish EXIT

cp "$here/package.json" "$here/clients.mjs" "$work/"
if [ -n "${CLIENTS:-}" ]; then ln -s "$CLIENTS/node_modules" "$work/node_modules"; else (cd "$work" && npm install --no-audit --no-fund --silent); fi

await_line() { for _ in $(seq 600); do grep -q "$2" "$1" && return; sleep 0.1; done; cat "$1" >&2; exit 1; }
"${cli[@]}" sandbox --unpaced > "$work/sandbox.out" & pids+=($!)
await_line "$work/sandbox.out" '^ollama '
base() { grep "^$1 " "$work/sandbox.out" | cut -d' ' -f2; }
deployment() { printf '  - model_name: %s\n    litellm_params: {model: %s, api_base: "%s", api_key: simulated%s}\n' "$@"; }
{
    echo "model_list:"
    deployment from-openai openai/gpt-4o "$(base openai)" ', use_chat_completions_api: true'
    deployment from-anthropic anthropic/claude-sonnet-4-5 "$(base anthropic)" ', use_in_pass_through: true'
    deployment from-gemini gemini/gemini-2.5-flash "$(base gemini)" ', use_in_pass_through: true'
    deployment embed openai/text-embedding-3-small "$(base openai)" ""
    deployment draw openai/dall-e-3 "$(base openai)" ""
    deployment say openai/tts-1 "$(base openai)" ""
    deployment hear openai/whisper-1 "$(base openai)" ""
    deployment judge openai/omni-moderation-latest "$(base openai)" ""
    deployment limited openai/gpt-4o "$(base openai)" ', mock_response: "litellm.RateLimitError"'
    printf 'router_settings:\n  num_retries: 0\ngeneral_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n'
} > "$work/config.yaml"
export LITELLM_MASTER_KEY=sk-clients-test
"${cli[@]}" serve --config "$work/config.yaml" --listen 127.0.0.1:0 --data "$work/data" > "$work/serve.out" & pids+=($!)
await_line "$work/serve.out" '^listening on '
cd "$work"
GATEWAY_URL=$(cut -d' ' -f3 "$work/serve.out") GATEWAY_KEY=$LITELLM_MASTER_KEY node clients.mjs
