"""Writes yaml-scalars.json: what PyYAML makes of plain scalars. Run with PyYAML 6: python3 yaml-scalars.py"""

import datetime
import itertools
import json
import pathlib

import yaml

WORDS = "null Null NULL nuLL ~ yes Yes YES yEs no No NO true True TRUE false False FALSE on On ON off Off OFF y n Y N none None".split()
NUMBERS = (
    "0 -0 +0 1 -1 +1 007 010 -010 08 0o10 0x1F -0x1f 0xfg 0b101 -0b1 0b2 1_000 1__0 _1 1_ 123456789012345678901234567890 "
    "1.0 -1.0 +1.0 1. .5 -.5 1.5 1e3 1.e3 1e+3 1.0e3 1.0e+3 1.0E-3 .5e+1 1_0.0_1 -0.0 1.0e+400 9007199254740993.0 1e16 1.0e+16 "
    "0.1 1e-07 1.0e-07 5.0e-324 .inf .Inf .INF .iNF -.inf +.inf .nan .NaN .NAN -.nan inf nan . - + -- .. 1.2.3 "
    "1:30 1:30:00 -1:30 0:30 1:60 1:5 1:30.5 0:30.5 12:30:45.25 1_0:30 0x_ 0b_ 00 0_7 "
    "2024-01-01 2024-1-1 2024-01-01T00:00:00Z 5s 1m 1h1m v1 1-2 a.b 1,000"
).split()

result = []
for source in itertools.chain(WORDS, NUMBERS):
    try:
        value = yaml.safe_load("- " + source)[0]
    except ValueError:
        continue
    if isinstance(value, (datetime.date, datetime.datetime)):
        value = source
    if isinstance(value, list):
        continue
    text = json.dumps({"v": value}, separators=(",", ":"))[5:-1]
    result.append([source, text])
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(pair) for pair in result) + "\n]\n")
