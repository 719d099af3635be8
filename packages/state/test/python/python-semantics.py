"""Writes python-semantics.json: what CPython makes of literals, comparisons and the four functions.

Run: python3 python-semantics.py > python-semantics.json
"""

import ast
import json
import math
import warnings

VALUES = """
'' 'a' 'b' 'ab' 'A' 'é' '\\uffff' '\\U0001f600' '5' '-7' '1_0' '5.5' '0x5' '٣' 'nan' 'inf'
0 1 5 10 255 18446744073709551616 0.0 1.0 5.5 1e3 .5 5. 1e400 0j 1j
True False None ... b'' b'a' b'ab' () [] ('a',) ['a'] ('a','b') ['a','b'] (1,) [1.0] [('a',)] ['','a'] (5,'5')
""".split() + ["' 5 '"]

OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "in", "not in"]

LITERALS = [
    r"'\n\t\r\a\b\f\v\\\'\"'", r"'\x41\101\u00e9\U0001F600'", r"'\q\d'", r"r'\n\x41'", r"R'\''",
    r"b'\x41\u0041\377'", r"rb'\n'", r"Br'\n'", r"u'\u20ac'", r"'''a'b''c'''", r'"""a"b"""', "'a' \"b\" r'\\c'",
    r"b'a' b'b'", r"'\0'", r"'\08'", r"'\777'", "'a\\\nb'", "'''a\nb'''",
    "0", "00", "0_0", "1_000", "0xFF", "0X_f", "0b101", "0o17", "1e5", "1E-2", "1_0.0_1", "1.e1", ".1e+1", "3j", "1.5J",
    "0777.5", "09.5", "09e1", "09j", "1e400",
    # refused
    "01", "1__0", "1_", "0x", "0b2", "0o8", "1abc", "1_a", "'a", "'''a''", "'\\x4'", "'\\u12'", "'\\U00110000'",
    "b'é'", "'a' b'b'", "ur'a'", "bu'a'", "'a\nb'", "1.2.3", "1..", "$", "a?b", "1 if", "not", "(", ")", "(]", "a b", "a,,b",
    "[1,,2]", "(,)", "a.", "a.1", ".a", "a..b", "1 < ", "< 1", "a is not not b", "a not b", "a <> b", "a === b", "a == == b",
    "lambda", "lambda x", "{", "{1:}", "{**}", "f(", "f(a=)", "a if b", "a[", "a[]", "*", "x :=", "await", "-", "a +",
]

CALLS = [
    *[f"{name}({value})" for name in ("len", "bool", "int", "float") for value in VALUES],
    "len()", "bool()", "int()", "float()", "len('a', 'b')", "bool(1, 2)", "float(1, 2)", "int('1', 2, 3)",
    "int('ff', 16)", "int('0xff', 16)", "int('0xff', 0)", "int('0b11', 0)", "int('0o17', 8)", "int('07', 0)",
    "int('0', 0)", "int('0_0', 0)", "int('10', 1)", "int('10', 37)", "int('zz', 36)", "int('9', 8)", "int(10, 2)",
    "int('10', 2.0)", "int('10', True)", "int('', 0)", "int('+5')", "int('+ 5')", "int('--5')", "int('_5')", "int('5_')",
    "int('5__5')", "int('\\u2003 5\\u2003')", "int('\\ufeff5')", "int('\\x1c5')", "int('१२')", "int('𝟙𝟚')", "int('²')",
    "int('1e3')", "int(1e3)", "int(5.9)", "int(-0.0 if 0 else 0.0)", "float('1_0.5')", "float('1._5')", "float('_1')",
    "float('.')", "float('.5')", "float('5.')", "float('+.5e-3')", "float('1e')", "float('infinity')", "float('-Inf')",
    "float('+nan')", "float('١.٥')", "float('0x1p3')", "float('1e400')", "float(b'5')", "int(b'5')", "int(b'a')",
]
CALLS = [call for call in CALLS if " if " not in call]

MORE = [
    "'a' < 'b' < 'c'", "'a' < 'c' > 'b'", "1 < 2 == True", "'a' == 'a' == 'b'", "1 in [1] in [[1]]", "'a' < 1 < 2", "2 < 1 < 'a'",
    "'a' and 'b'", "'' and 'b'", "'' or 'b'", "'a' or 'b'", "0 or '' or None", "1 and [] and 'x'", "('' or 'a') == 'a'",
    "len('x' or 1)", "len(0 or 1)", "1 and len(0)", "0 and len(0)", "1 or len(0)", "[1, [2, (3,)]] == [1.0, [2.0, (3.0,)]]",
    "'\\ud800' < '\\ue000'", "'\\U00010000' > '\\uffff'", "(1, 'a') < (1, 'b')", "(1, 'a') < (1,)", "(1, 'a') < (2, 3)", "(1, 'a') < (1, 3)",
    "[] < [0]", "(1,) == [1]", "[1] < (1,)", "97 in b'a'", "256 in b'a'", "1.0 in b'a'", "'a' in b'a'", "b'a' in 'a'", "True in b'\\x01'",
    "9007199254740993 == 9007199254740992.0", "9007199254740993 > 9007199254740992.0", "10 == 10.0", "True == 1.0", "0 == False", "0 == ''",
    "None == None", "... == ...", "None < None", "True < 2", "0j == 0", "1j == 1", "1j == 1j", "1j < 2", "'1,' in ('1,')", "'ab' in 'cab'", "'' in ''",
    "'a', 'b'", "('a')", "(('a'))", "['a',]", "'a' \\\n == 'a'", "('a'\n == 'a') # comment", "'a' == 'a' # or 'b'",
]


def show(value):
    """A value in a form that JSON can tell apart."""
    if isinstance(value, str):
        return ["str", [ord(character) for character in value]]
    if isinstance(value, bytes):
        return ["bytes", list(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [show(item) for item in value]]
    return [type(value).__name__, repr(value)]


def judge(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {"text": text, "syntax": False}
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return {"text": text, "syntax": False}
    try:
        code = compile(ast.Expression(tree.body[0].value), "", "eval")
        value = eval(code, {"__builtins__": {"len": len, "bool": bool, "int": int, "float": float}})
    except Exception:
        return {"text": text, "value": None}
    return {"text": text, "value": show(value)}


def compare(a, operator, b):
    value = judge(f"{a} {operator} {b}")["value"]
    return "E" if value is None else value[1][0]


def main():
    warnings.simplefilter("ignore")
    texts = [
        *VALUES, *LITERALS, *CALLS, *MORE,
    ]
    floats = [0.0, -0.0, 1.0, 0.1, 1e16, 1e15, 123456789012345680.0, 9999999999999998.0, 1e-4, 1e-5, 1.5e-5, 1e22, 1e21, 5e-324,
              1.7976931348623157e308, 1 / 3, 2.5, 100.0, 1e100, 123.456, math.inf, -math.inf, math.nan, -1e-7, 1234567.0]
    # One character per right-hand side: True, False, Exception.
    comparisons = {
        operator: ["".join(compare(a, operator, b) for b in VALUES) for a in VALUES] for operator in OPERATORS
    }
    data = {
        "values": VALUES,
        "comparisons": comparisons,
        "expressions": [judge(text) for text in dict.fromkeys(texts)],
        "floats": [[value.hex(), json.dumps(value)] for value in floats],
    }
    print(json.dumps(data, separators=(",", ":")).replace('},{"text"', '},\n{"text"'))


main()
