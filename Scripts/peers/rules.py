"""The processor time of parsing a file of rules with Python's json, in this process.

Usage: rules.py RULES.json     prints name, milliseconds, unit
"""

import json
import sys
import time

with open(sys.argv[1]) as file:
    text = file.read()
json.loads(text)
start = time.process_time()
for _ in range(5):
    json.loads(text)
print(f"rules.json\t{(time.process_time() - start) / 5 * 1e3:.3f}\tms")
