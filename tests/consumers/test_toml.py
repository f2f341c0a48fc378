"""Compares cliq-lint with Python's tomllib on mutated manifests: both accept the same texts, except for known differences."""

import json
import random
import re
import tomllib

from conftest import PROGRAM, run

# tomllib reads TOML 1.0, cliq-lint TOML 1.1. Each known difference has a reason, whether cliq-lint accepts the text, and a
# function that rewrites the text so that both agree.
INLINE_TABLE = re.compile(r"\{[^{}]*\}")
SHORT_TIME = re.compile(r"(?<![\d:+-])(\d\d:\d\d)(?![\d:])")


def on_one_line(text):
    """Inline tables without line breaks, comments and trailing commas."""
    flat = lambda table: re.sub(r",\s*\}$", "}", re.sub(r"(#[^\n]*)?\r?\n\s*", " ", table[0]))
    return INLINE_TABLE.sub(flat, text)


DIFFERENCES = [
    ("A TOML 1.1 file may begin with a byte-order mark.", True, lambda text: text.removeprefix("\ufeff")),
    ("TOML 1.1 allows line breaks and a trailing comma in an inline table.", True, on_one_line),
    (r"TOML 1.1 has the escape \e.", True, lambda text: text.replace("\\e", "\\t")),
    (r"TOML 1.1 has escapes of the form \xHH.", True, lambda text: re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", text)),
    ("TOML 1.1 allows a time without seconds.", True, lambda text: SHORT_TIME.sub(r"\1:00", text)),
    ("Python has no year 0.", True, lambda text: text.replace("0000-", "0001-")),
]

PIECES = [
    *'"\'#=,.[]{}\\:;()+-_ \t\n\r',
    *("\r\n", '"""', "\'\'\'", "[[", "]]", "=\n", ",\n", "\x00", "\x1f", "\x7f", "\ufeff", "\u00a0", "\u200b", "\u2028", "\u0660", "é", "“", "😀"),
    *("\\e", "\\x41", "\\x4", "\\u12", "\\u0041", "\\ud800", "\\U00110000", "\\q", "\\\n", "\\ \n  "),
    *("a = 1\n", "a.b = 2\n", "name.first = 1\n", "[a]\n", "[client]\n", "[[client]]\n", "[client.metadata]\n"),
]
VALUES = [
    *("0x", "0xF", "0xf_0", "0x_1", "0o8", "0o7", "0b1", "0b2", "0B1", "1__0", "_1", "1_", "+0", "-0", "+-1", "00", "1e5", "1e", "1E+0_1", ".5", "5.", "1.e1"),
    *("inf", "+nan", "Inf", "true", "True", "null", "1\u0660", "\u0661.5", "99999999999999999999", "1.5_0", "0e0", "-0x1", "0x1.5"),
    *("1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27t07:32:00z", "1979-05-27 07:32", "1979-05-27  07:32:00", "07:32", "07:32:00.5", "07:32:00.", "7:32:00"),
    *("25:00:00", "23:60:00", "1979-02-30", "2000-02-29", "1900-02-29", "1979-13-01", "1979-05-27T07:32:00+25:00", "1979-05-27T07:32-00:00", "0000-01-01"),
    *("{a = 1, b = 2}", "{a = 1,}", "{a = 1,\nb = 2}", "{\na = 1 # x\n}", "{}", "{,}", "{a = 1, a = 2}", "{a.b = 1, a.c = 2}", "{a = {b = 1}, a.c = 2}"),
    *("[1, 2,]", "[1,\n\n2 # x\n]", "[,]", "[1,,2]", "[1 2]", "['a', 1, {}]", '"""a\\\n   b"""', "\'\'\'a\'\'", '"""a""""', '"""a""""""', '"\\e"', '"\\x41"', '"\\u00e9"'),
]


def mutated(texts, count):
    """Changes texts in a few places: inserts a line, a piece of TOML or part of another text, or deletes a few characters."""
    chance = random.Random(1)
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 1, 2))):
            start = chance.randrange(len(text) + 1)
            end = min(len(text), start + chance.choice((0, 0, 1, 1, 2, 8)))
            other = chance.choice(texts)
            part = chance.randrange(len(other) + 1)
            line = text.rfind("\n", 0, start) + 1
            change = chance.randrange(6)
            if change < 3:
                text = f"{text[:line]}k{change} = {chance.choice(VALUES)}\n{text[line:]}"
            elif change < 5:
                text = text[:start] + chance.choice(PIECES) + text[end:]
            else:
                text = text[:start] + other[part : part + chance.randrange(40)] + text[end:]
        yield chance.choice(("", "", "", "", "\ufeff")) + text


def is_toml(text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def test_cliq_lint_and_tomllib_agree_on_what_is_toml(tmp_path, manifests):
    valid = [path.read_text() for path in sorted(manifests.iterdir())]
    texts = list(mutated([text for text in valid if is_toml(text)], 6000))
    for number, text in enumerate(texts):
        (tmp_path / f"cliq-client.{number}.toml").write_text(text, newline="")
    ran = run(PROGRAM, "--no-config", "--format", "json", tmp_path)
    broken = {int(re.search(r"cliq-client\.(\d+)\.toml", one["path"])[1]) for one in json.loads(ran.stdout)["diagnostics"] if one["rule"] == "invalid-toml"}
    reasons, unexplained = set(), []
    for number, text in enumerate(texts):
        accepted = number not in broken
        if accepted == is_toml(text):
            continue
        for reason, accepts, rewrite in DIFFERENCES:
            text = rewrite(text) if accepts == accepted else text
            if is_toml(text) == accepted:
                reasons.add(reason)
                break
        else:
            unexplained.append((texts[number], accepted))
    assert not unexplained
    assert 1000 < len(broken) < 5000
    assert len(reasons) == len(DIFFERENCES), "a known difference that did not occur"
