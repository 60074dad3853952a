# SPDX-License-Identifier: BSL-1.0
"""The questions in the folder `questions`, and their parameters."""

import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent / "questions"
PARAMETER = re.compile(r"\{(\w+):(Int64|String)\}")
# what is asked of all records, if no other time is named
EVER = {"from": -(1 << 62), "to": 1 << 62}


def names():
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def text_of(name):
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def parameters_of(name):
    return sorted({found[1] for found in PARAMETER.finditer(text_of(name))})


def literal(value, type_name):
    if type_name == "Int64":
        return f"toInt64({int(value)})"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def filled(text, values):
    """SQL with values in place of its parameters, which servers before 19.14 do not know. Raises ValueError for a parameter
    that has no value, and for an Int64 that is no number."""
    def replaced(found):
        if found[1] not in values:
            raise ValueError(f"a value is missing: {found[1]}=...")
        return literal(values[found[1]], found[2])

    return PARAMETER.sub(replaced, text)


def statement(name, values):
    """The SQL of a question."""
    return filled(text_of(name), {**EVER, **values}).rstrip()
