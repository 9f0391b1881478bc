"""summary.py FOLDER CASES: prints what was tested, and fails if it was too little or the program's log has an internal error."""

import json
import sys
from pathlib import Path

folder, expected = Path(sys.argv[1]), int(sys.argv[2])
report = json.loads((folder / "report.json").read_text())
errors = []

# A line that is not JSON is not from the logger: the program aborted.
statuses = {}
for line in (folder / "server.log").read_text().splitlines():
    try:
        entry = json.loads(line)
    except ValueError:
        errors.append(f"in the log: {line}")
        continue
    if entry.get("message") == "panic" or entry.get("level") == "ERROR":
        errors.append(f"in the log: {line}")
    if status := entry.get("http.status"):
        statuses[status // 100] = statuses.get(status // 100, 0) + 1

cases, operations = report["test_cases"]["generated"], report["operations"]
if cases < expected:
    errors.append(f"only {cases} cases instead of {expected}")
if operations["tested"] < operations["total"]:
    errors.append(f"{operations['total'] - operations['tested']} operations were not tested")
if 5 in statuses:
    errors.append(f"{statuses[5]} responses were internal errors")
for phase, outcome in report["phases"].items():
    if outcome["status"] != "success":
        errors.append(f"the phase {phase}: {outcome['status']}")
if report["auth"]["reauth_broke"]:
    errors.append("the administrator could not sign in again")

accepted = {name: sum(phase["accepted"] for phase in phases.values()) for name, phases in report["valid_rates"].items()}
never = sorted(name for name, count in accepted.items() if count == 0)
answers = ", ".join(f"{count} × {hundred}xx" for hundred, count in sorted(statuses.items()))
print(f"   {cases} cases, {operations['tested']} of {operations['total']} operations, {report['running_time']:.0f} s, seed {report['seed']}")
print(f"   responses: {answers}")
print(f"   never accepted: {', '.join(never) or 'none'}")
for error in errors[:20]:
    print(f"   FOUND: {error}")
sys.exit(bool(errors))
