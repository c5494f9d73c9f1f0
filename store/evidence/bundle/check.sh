#!/bin/sh
# 核对本文件夹 Checks this folder. Needs sh, sha256sum, grep and cut; changes nothing. Run it as: sh check.sh
cd "$(dirname "$0")" || exit 2
sha256sum --quiet -c SHA256SUMS || exit 1

previous=
while IFS= read -r head; do
    case $head in
    *"\"previous\":\"$previous\""*) ;;
    *) echo "清单链条断裂 The chain is broken at: $head"; exit 1 ;;
    esac
    previous=$(printf '%s\n' "$head" | sha256sum | cut -c1-64)
done <manifests/chain.txt

for lines in manifests/*.jsonl; do
    digest=$(sha256sum <"$lines" | cut -c1-64)
    grep -q "\"lines_sha256\":\"$digest\"" manifests/chain.txt ||
        { echo "清单不在链条上 Not a manifest of the chain: $lines"; exit 1; }
done

for page in pages/*; do
    [ -e "$page" ] || continue
    digest=$(sha256sum <"$page" | cut -c1-64)
    grep -q "\"sha256\":\"$digest\"" manifests/*.jsonl ||
        { echo "清单中没有这些字节 No manifest names these bytes: $page"; exit 1; }
done
echo "完好。最新清单的 SHA-256 Sound. SHA-256 of the newest manifest: $previous"
