#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the names that the public headers declare outside of namespace `detail`, as clang parses them.

    public_names.py [--list] [INCLUDE]

Overloads are one name. Counted are what namespaces declare and the public members of classes, also those of a base that
a class names by `using`; not counted are parameters, destructors, friends and what the compiler declares by itself.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
KINDS = {
    "NamespaceDecl": "namespaces", "CXXRecordDecl": "classes", "EnumDecl": "enumerations", "ConceptDecl": "concepts",
    "TypeAliasDecl": "aliases", "TypeAliasTemplateDecl": "aliases", "FunctionDecl": "functions",
    "CXXMethodDecl": "member functions", "CXXConstructorDecl": "constructors", "CXXConversionDecl": "member functions",
    "VarDecl": "variables", "FieldDecl": "data members", "EnumConstantDecl": "enumerators",
    "UsingDecl": "member functions", "UnresolvedUsingValueDecl": "member functions",
}
SCOPES = ("NamespaceDecl", "CXXRecordDecl", "ClassTemplateDecl", "FunctionTemplateDecl", "VarTemplateDecl", "EnumDecl")
SKIPPED = ("ClassTemplateSpecializationDecl", "ClassTemplatePartialSpecializationDecl", "FriendDecl",
           "VarTemplateSpecializationDecl", "CXXDestructorDecl")
NODE = re.compile(r"^(?P<tree>[ |`-]*)(?P<kind>\w+Decl) 0x\w+ (?P<elsewhere>parent 0x\w+ )?(?:prev 0x\w+ )?<[^>]*(?:<[^>]*>[^>]*)*> "
                  r"(?P<rest>.*)$")
PLACE = re.compile(r"^(?:(?:line|col|[^ ]*\.hpp):[\d:]+|<invalid sloc>) ")
WORDS = re.compile(r"^(?:(?:referenced|used|constexpr|implicit|invalid) )*")


def dump(clang, include):
    headers = sorted(path for path in (include / "logdefer").rglob("*.hpp")
                     if "/// Private" not in path.read_text(encoding="utf-8"))
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.writelines(f"#include <{path.relative_to(include)}>\n" for path in headers)
        source.flush()
        run = subprocess.run(
            [clang, "-std=c++20", f"-I{include}", "-fsyntax-only", "-fno-color-diagnostics", "-Xclang", "-ast-dump",
             "-Xclang", "-ast-dump-filter=logdefer", source.name], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(run.stderr[-2000:])
    return run.stdout.splitlines()


def name_of(kind, rest):
    rest = PLACE.sub("", rest)
    if re.match(r"(?:\w+ )*implicit\b", rest):
        return None
    rest = WORDS.sub("", rest)
    if kind in ("UsingDecl", "UnresolvedUsingValueDecl"):
        return re.sub(r"^.*::(?=\w)", "", rest).removesuffix(" '<dependent type>'")
    if kind in ("CXXRecordDecl", "EnumDecl"):
        rest = re.sub(r"^(?:class|struct|union) (?=\w)", "", rest)
        rest = WORDS.sub("", rest)
    found = re.match(r"operator(?:\W+|\[\]|\(\)) '|operator [^']+ '|[\w~]+", rest)
    name = found.group().removesuffix(" '").strip() if found else None
    return None if name in ("definition", "nested", "inline") else name


def public_names(lines):
    """The kinds of the names, by qualified name."""
    names, scopes = {}, []  # of scopes: depth, name, whether it is inside of `detail` or of a function, access
    for line in lines:
        found = NODE.match(line)
        if found is None:
            continue
        depth, kind, rest = len(found["tree"]), found["kind"], found["rest"]
        while scopes and scopes[-1]["depth"] >= depth:
            scopes.pop()
        scope = scopes[-1] if scopes else None
        if kind == "AccessSpecDecl" and scope:
            scope["public"] = rest.split()[-1] == "public"
            continue
        hidden = found["elsewhere"] is not None  # a definition outside of its class
        hidden = hidden or scope is not None and (scope["hidden"] or not scope["public"])
        inside = scope["name"] if scope else ""
        name = name_of(kind, rest)
        if kind not in SCOPES:
            if name and not hidden and kind in KINDS and kind not in SKIPPED and not name.startswith("~"):
                names.setdefault(f"{inside}::{name}".removeprefix("::"), KINDS[kind])
            scopes.append({"depth": depth, "name": "", "hidden": True, "public": True})
            continue
        inline = kind == "NamespaceDecl" and (name is None or re.search(r"\binline\b", rest))
        own = inside if inline or kind.endswith("TemplateDecl") else f"{inside}::{name}".removeprefix("::")
        is_class = kind == "CXXRecordDecl" and not re.search(r"\b(?:struct|union) ", rest)
        if kind in KINDS and name and not hidden and name != "detail" and not inline and own != inside:
            names.setdefault(own, KINDS[kind])
        scopes.append({"depth": depth, "name": own, "hidden": hidden or name == "detail", "public": not is_class})
    return names


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--list", action="store_true", help="print the names")
    arguments.add_argument("--clang", default="clang++-19", help="the compiler (default: %(default)s)")
    arguments.add_argument("include", nargs="?", type=pathlib.Path, default=ROOT / "include")
    options = arguments.parse_args()
    names = public_names(dump(options.clang, options.include.resolve()))
    if options.list:
        print(*sorted(names), sep="\n")
        return
    for kind, count in sorted(collections.Counter(names.values()).items(), key=lambda item: -item[1]):
        print(f"{kind:<20} {count:>5}")
    print(f"{'names':<20} {len(names):>5}")


if __name__ == "__main__":
    main()
