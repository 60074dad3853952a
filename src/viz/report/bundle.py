#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Bundles the report's page, its styles, its modules and the plotting library into one template.

Writes it twice: as a page to look at, and as C++ to link. What npm fetches stays in the build folder.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

PLACE_OF_RECORDS = "<!-- records -->"
NAMES = ("report_template.html", "report_template.cpp")


def run(command, **options):
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ran.stdout}")


def fetch(npm, package, folder):
    """Installs what the lock file pins, unless that is there already."""
    lock = package.with_name("package-lock.json").read_bytes()
    done = folder / "fetched"
    if done.exists() and done.read_bytes() == lock:
        return
    folder.mkdir(exist_ok=True)
    shutil.copy(package, folder)
    (folder / "package-lock.json").write_bytes(lock)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
    done.write_bytes(lock)


def bundle(page, folder):
    """The text of the modules, and of the styles, each with what it imports."""
    modules = folder / "node_modules"
    entries = [page / "report.js", page / "style.css"]
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=warning"]
    run(
        [modules / ".bin" / "esbuild", *entries, *options, f"--outdir={folder / 'out'}"],
        env=os.environ | {"NODE_PATH": str(modules)},
    )
    return [(folder / "out" / entry.name).read_text("ascii").strip() for entry in entries]


def hash_of(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def inline(page, script, style, licence):
    """The page, which a policy lets run this very script and load nothing."""
    for text, end in ((script, "</script"), (style, "</style"), (licence, "--")):
        if end in text.lower():
            sys.exit(f"a part of the page holds '{end}', which would end it")
    pieces = {
        "POLICY": f"default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
                  f"style-src {hash_of(style)}; script-src {hash_of(script)}",
        "LICENCE": licence,
        "STYLE": style,
        "SCRIPT": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: pieces[found.group(1)], page)


def array(name, text):
    # Numbers, since a compiler need not take a literal of more than 65 536 characters. They are all ASCII.
    numbers = [str(byte) for byte in text.encode("ascii")]
    lines = [",".join(numbers[at:at + 32]) for at in range(0, len(numbers), 32)]
    return f"constexpr char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def as_cpp(template):
    head, tail = template.split(PLACE_OF_RECORDS)
    return (
        '#include "report/report_template.hpp"\n\nnamespace viz {\nnamespace {\n'
        + array("head", head) + array("tail", tail)
        + "}\nstd::string_view report_head() noexcept { return {head, sizeof head}; }\n"
        + "std::string_view report_tail() noexcept { return {tail, sizeof tail}; }\n}\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--npm", required=True)
    parser.add_argument("--package", required=True, type=pathlib.Path, help="package.json, beside its lock file")
    parser.add_argument("--page", required=True, type=pathlib.Path, help="the folder of index.html")
    parser.add_argument("--output", required=True, type=pathlib.Path, help="the folder to write to")
    options = parser.parse_args()

    folder = options.output / "npm"
    fetch(options.npm, options.package, folder)
    script, style = bundle(options.page, folder)
    licence = (folder / "node_modules" / "uplot" / "LICENSE").read_text("ascii").strip()
    template = inline((options.page / "index.html").read_text("ascii"), script, style, licence)
    for name, text in zip(NAMES, (template, as_cpp(template))):
        (options.output / name).write_text(text, "ascii")


if __name__ == "__main__":
    main()
