"""Mutation tests of a random sample of all server code. Called by `scripts/mutants.sh --sample`.

cargo-mutants compiles the crate for each mutant, which takes minutes. Here all mutants of the sample are in one program: the body
`{ B }` of a function becomes `{ if crate::mutant_is_on(17) { B with the mutation } else { B } }`. So a mutant costs only its
tests, and those until the first one fails. A run without a mutant records which tests come to which mutants: no other test could
detect them.

Tests the last commit, in a copy of it. Writes each result as soon as it is known, and goes on there the next time. Constants and
functions that cannot choose between two bodies (`const fn`, `-> impl Trait`) are not drawn: 4 % of all mutants.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

from sources import can_be_switched, mutants_of, switched

ROOT = Path(__file__).resolve().parents[2]
# Not in target/reports, which each `make test` deletes.
STATE = ROOT / "target/mutant-sample"
COPY = STATE / "copy"
REACHED = STATE / "reached"
RESULTS = STATE / "results.tsv"
# The names of the mutants by number, the numbers of the sample, and the seconds of the stages that have run without a mutant.
PREPARED = STATE / "prepared.json"
# What switch.rs reads: the number of the mutant that is on, or the folder for the records of a run without one.
ON = STATE / "on"
LOG = STATE / "tests.log"
CRATE = ["--package", "vestibule", "--features", "ssr"]
TESTS = [*CRATE, "--tests"]
# The line about a test that has failed twice. What fails once only has not detected a mutant.
FAILED = re.compile(r"^ *TRY 2 (?!PASS|SLOW|TRMNTG)(\S+) \[[^\]]*\] (?:\([^)]*\) )?(\S+ \S+)$", re.MULTILINE)


def fail(message):
    sys.exit(f"error: {message}")


def output(*command, cwd=COPY):
    """The output of a command that must not fail."""
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        fail(f"'{' '.join(command)}' failed; see the lines above")
    return done.stdout


def draw(seed):
    """All mutants that can be switched, in random order, and the texts of their files."""
    listed = json.loads(output("cargo", "mutants", "--list", "--json", *CRATE))
    originals = {file: (COPY / file).read_text() for file in {mutant["file"] for mutant in listed} | {"src/lib.rs"}}
    drawn = [mutant for mutant in listed if can_be_switched(originals[mutant["file"]], mutant)]
    print(f"   {len(drawn)} of {len(listed)} mutants can be switched", flush=True)
    # The order of hashes is the same on every machine and with every version of Python.
    drawn.sort(key=lambda mutant: hashlib.sha256(f"{seed} {mutant['name']}".encode()).digest())
    return drawn, originals


def write_mutants(originals, drawn, numbers):
    """Writes the sources with these mutants. Returns their places in each file."""
    places = {}
    for file, text in originals.items():
        of_file = [(number, drawn[number]) for number in numbers if drawn[number]["file"] == file]
        text, places[file] = switched(text, of_file, "vestibule" if file == "src/main.rs" else "crate")
        if file == "src/lib.rs":
            text += "\n" + Path(__file__).with_name("switch.rs").read_text()
        (COPY / file).write_text(text)
    return places


def build(places):
    """Builds the tests. Returns the numbers of the mutants that do not compile."""
    # Not `cargo check`, which would compile all dependencies once more.
    command = ["cargo", "test", "--quiet", "--no-run", *TESTS, "--message-format", "json"]
    done = subprocess.run(command, cwd=COPY, stdout=subprocess.PIPE, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    messages = [line["message"] for line in lines if line["reason"] == "compiler-message"]
    errors = [message for message in messages if message["level"].startswith("error")]
    failing = set().union(*(mutants_of(message, places) for message in errors))
    if done.returncode != 0 and not failing:
        fail("the tests could not be built\n" + "\n".join(message["rendered"] for message in errors))
    return failing


def prepare(identity, seed, size):
    """Draws the mutants and builds the tests with them."""
    shutil.rmtree(STATE, ignore_errors=True)
    COPY.mkdir(parents=True)
    subprocess.run(["tar", "-x"], cwd=COPY, input=output("git", "archive", "HEAD", cwd=ROOT), check=True)
    (COPY / "target").mkdir()
    (COPY / "target/aiosmtpd").symlink_to(ROOT / "target/aiosmtpd")
    drawn, originals = draw(seed)
    # Twice as many as needed, because many do not compile. Those that are left over stay off.
    tried = 2 * size
    numbers = list(range(tried))
    while failing := build(write_mutants(originals, drawn, numbers)):
        print(f"   {len(failing)} of {len(numbers)} mutants do not compile", flush=True)
        numbers = [number for number in numbers if number not in failing]
        missing = max(0, size - len(numbers))
        numbers += range(tried, tried + missing)
        tried += missing
    binaries = output("cargo", "nextest", "list", *TESTS, "--list-type", "binaries-only", "--message-format", "json")
    (STATE / "binaries.json").write_bytes(binaries)
    (STATE / "metadata.json").write_bytes(output("cargo", "metadata", "--format-version", "1"))
    # Some tests read the sources, which are the original ones for them: no mutant is detected by how it is written.
    for file, text in originals.items():
        (COPY / file).write_text(text)
    names = [mutant["name"] for mutant in drawn[:tried]]
    PREPARED.write_text(json.dumps({"names": names, "sample": numbers[:size], "seconds": {}}))
    RESULTS.write_text(identity + "\n")


def run_tests(stage, options, names=(), limit=None):
    """Runs the tests with these names, or all of a stage. Returns how the first one failed and its name, or None."""
    command = [*stage["wrapper"], "cargo", "nextest", "run", "--profile", stage["profile"], "-E", stage["filter"]]
    command += ["--binaries-metadata", STATE / "binaries.json", "--cargo-metadata", STATE / "metadata.json"]
    command += ["--retries", "1", "--no-tests", "pass", "--status-level", "fail", "--color", "never", *options]
    command += ["--", "--exact", *sorted(names)] if names else []
    with open(LOG, "wb") as log:
        # In a session of its own, so that a signal reaches PostgreSQL and all tests.
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        process = subprocess.Popen(command, cwd=COPY, start_new_session=True, **streams)
        try:
            code = process.wait(limit)
        except BaseException as reason:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            if isinstance(reason, subprocess.TimeoutExpired):
                return "timeout", f"{limit:.0f} seconds"
            raise
    # 100 is the code of nextest for tests that fail; with others it could not run them.
    if code not in (0, 100):
        fail(f"the tests could not be run; see {LOG}")
    if code == 0:
        return None
    failed = FAILED.search(LOG.read_text(errors="replace"))
    how, name = failed.groups() if failed else ("FAIL", "a test")
    return "timeout" if how == "TMT" else "caught", name


def record(stages, prepared):
    """Runs the tests without a mutant, and records which of them come to which mutants."""
    for name, stage in stages.items():
        if name in prepared["seconds"]:
            continue
        print(f"==> Tests without a mutant: {name}", flush=True)
        shutil.rmtree(REACHED / name, ignore_errors=True)
        (REACHED / name).mkdir(parents=True)
        ON.write_text(str(REACHED / name))
        begin = monotonic()
        if failure := run_tests(stage, ["--no-fail-fast"]):
            fail(f"a test fails without a mutant: {failure[1]}; see {LOG}")
        prepared["seconds"][name] = monotonic() - begin
        PREPARED.write_text(json.dumps(prepared))


def judge(number, stages, seconds):
    """Whether the tests detect a mutant, and which test was the first."""
    ON.write_text(str(number))
    detail = "no test comes to it"
    for name, stage in stages.items():
        recorded = REACHED / name / str(number)
        if not recorded.exists():
            continue
        names = set(recorded.read_text().split())
        # Tests that hang are ended by nextest. This is for an endless loop in many tests.
        limit = max(900, 4 * seconds[name])
        if failure := run_tests(stage, ["--max-fail", "1:immediate"], () if "?" in names else names, limit):
            return failure
        detail = "tests come to it"
    return "missed", detail


def arguments():
    parser = argparse.ArgumentParser(prog="mutants.sh --sample", description="Mutation tests of a random sample.")
    parser.add_argument("--sqlite", required=True, help="the tests on SQLite, as a filter of nextest")
    parser.add_argument("--postgres", required=True, help="the tests on PostgreSQL, as a filter of nextest")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--size", type=int, default=60)
    parser.add_argument("--least", type=int, default=56, help="how many mutants have to be detected")
    parser.add_argument("--target-dir", type=Path, default=ROOT / "target/mutants", help="target folder, for this only")
    return parser.parse_args()


def main():
    chosen = arguments()
    os.environ["CARGO_TARGET_DIR"] = str(chosen.target_dir.resolve())
    # Tests run on the server that this names. Those of the last stage have a temporary one.
    os.environ.pop("TEST_DATABASE_URL", None)
    if output("git", "status", "--porcelain", "src", "tests", cwd=ROOT):
        print("   the last commit is tested, without what has changed since")
    trees = output("git", "rev-parse", *(f"HEAD:{path}" for path in ("src", "tests", "Cargo.lock")), cwd=ROOT).decode()
    identity = f"# seed {chosen.seed}, size {chosen.size}; src, tests and Cargo.lock: {' '.join(trees.split())}"
    if not RESULTS.exists() or RESULTS.read_text().split("\n")[0] != identity:
        print("==> Build of the mutants", flush=True)
        prepare(identity, chosen.seed, chosen.size)

    # The fast ones first.
    binaries = {"library": "kind(lib) + kind(bin)", "inside": "binary(inside)", "outside": "binary(outside)"}
    filters = {name: f"({binary}) & {chosen.sqlite}" for name, binary in binaries.items()}
    stages = {name: {"profile": "sqlite", "filter": choice, "wrapper": []} for name, choice in filters.items()}
    stages["postgres"] = {"profile": "postgres", "filter": chosen.postgres, "wrapper": ["scripts/with-postgres.sh"]}
    prepared = json.loads(PREPARED.read_text())
    record(stages, prepared)

    print("==> Tests of each mutant", flush=True)
    results = dict(line.split("\t")[:2] for line in RESULTS.read_text().splitlines()[1:])
    for number in prepared["sample"]:
        name = prepared["names"][number]
        if name in results:
            continue
        begin = monotonic()
        results[name], detail = judge(number, stages, prepared["seconds"])
        with open(RESULTS, "a") as file:
            file.write(f"{name}\t{results[name]}\t{detail}\t{monotonic() - begin:.0f} s\n")
        print(f"   {len(results):2} {results[name]:7} {name} ({detail})", flush=True)
    detected = sum(verdict != "missed" for verdict in results.values())
    print(f"   {detected} of {len(results)} mutants are detected; see {RESULTS}")
    if detected < chosen.least:
        fail(f"at least {chosen.least} must be")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        fail("interrupted; the next start goes on here")
