#!/bin/bash
# apply.sh ROOT: the whole change on a tree: the hand-written commits of the branch of handles, the codemod, and what follows it. Stops at a conflict.
set -e
tool=$(cd "$(dirname "$0")" && pwd)
cd "$1"
before="c707f322 90e9038d 84baa73a e3f5c5fe f3902a6a"
after="e775e265 6b20aa96"
git cherry-pick $before
python3 "$tool/handles.py" .
. scripts/env.sh
cargo fmt
python3 "$tool/check.py" .
git add -A
git commit -q -C befb6db2
git cherry-pick $after
python3 "$tool/check.py" . --pages
git diff --stat
