"""Compares what a JSON Schema says of a corpus of files with what the loader said of them. See Scripts/schema-check."""
import collections
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

# What no schema can say, by the loader's kind of fault.
UNSAYABLE = {
    "betweenParameters": "a bound that is another parameter's value",
    "calendar": "a day that no calendar has",
    "decimals": "more than 9 decimals",
    "duplicateID": "an id that stands twice",
    "duplicateKey": "a key that stands twice",
    "feedsWithoutCoins": "coins by exact name, on the entry or above it",
    "missingAlternative": "one of two parameters, null from a variable",
    "takenDefaultID": "a rule's name that is another entry's id",
    "unsetVariable": "a variable that is not set",
    "variable": "a variable's text",
}


def refuse(constant):
    raise ValueError(f"{constant} is not JSON")


def first(members):
    """An object of which each key counts once, where it stands first: what the loader looks at, too."""
    return dict(reversed(members))


def read(path):
    """The text of a file as strict JSON; None where it is none."""
    try:
        text = path.read_bytes().decode("utf-8")
        return json.loads(text, parse_constant=refuse, object_pairs_hook=first)
    except ValueError:
        return None


schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
corpus = pathlib.Path(sys.argv[2])

agreed = collections.Counter()
unsayable = collections.Counter()
unexplained = []
judgements = [line.split("\t") for line in (corpus / "judgements.tsv").read_text().splitlines()]
for name, kinds in judgements:
    faults = set(kinds.split(",")) if kinds else set()
    document = read(corpus / name)
    error = None if document is None else next(validator.iter_errors(document), None)
    accepts = document is not None and error is None
    if accepts == (not faults):
        agreed["both accept" if accepts else "both refuse"] += 1
    elif accepts and faults <= UNSAYABLE.keys():
        unsayable.update(faults)
        agreed["the schema accepts, the loader refuses what no schema can say"] += 1
    elif accepts:
        unexplained.append(f"{name}: the schema accepts; the loader finds {', '.join(sorted(faults - UNSAYABLE.keys()))}")
    else:
        unexplained.append(f"{name}: the loader accepts; the schema: {error.message if error else 'not JSON'}")

rows = [("files", len(judgements))] + sorted(agreed.items())
rows += [(f"  {kind}: {words}", unsayable[kind]) for kind, words in sorted(UNSAYABLE.items())]
rows += [("unexplained", len(unexplained))]
width = max(len(text) for text, _ in rows)
print("the schema is one of draft 2020-12")
for text, count in rows:
    print(f"{text:<{width}}  {count:>5}")
for line in unexplained[:20]:
    print(f"schema-check: {line}", file=sys.stderr)
# A corpus that says nothing would agree with everything.
sys.exit(1 if unexplained or min(agreed["both accept"], agreed["both refuse"]) < 200 or len(judgements) < 500 else 0)
