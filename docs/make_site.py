#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes a site with a search of README.md and the pages of docs: make_site.py SOURCE FOLDER

The pages lie in FOLDER/pages as they do in the repository, with the files that they link to, so that each link leads to
the same place; the site is FOLDER/site/index.html. Fails if a link of the site leads nowhere, or if a page loads
something from another host.
"""

import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")
SLUGS = '''import re


def as_github(text, separator):
    """The anchor of a heading as GitHub makes it, so that a link leads to the same place in both."""
    return re.sub(r"[^\\w\\- ]", "", text.lower()).strip().replace(" ", separator)
'''


def without_code(text):
    return re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def listing(folder):
    """A page for a folder that a page links to."""
    rows = [f"- [{path.name}]({path.name})" for path in sorted(folder.iterdir()) if path.is_file()]
    return f"# {folder.name}\n\n" + "\n".join(rows) + "\n"


def stage(source, pages):
    """Copies the pages and what they link to."""
    shutil.rmtree(pages, ignore_errors=True)
    texts = [source / "README.md", source / "bench/README.md", *sorted((source / "docs").rglob("*.md"))]
    for path in [*texts, source / "docs/site.css"]:
        copy(path, source, pages)
    for path in texts:
        for target in LINK.findall(without_code(path.read_text(encoding="utf-8"))):
            linked = (path.parent / target).resolve()
            if linked.is_file():
                copy(linked, source, pages)
            elif linked.is_dir():
                for file in (file for file in linked.iterdir() if file.is_file()):
                    copy(file, source, pages)
                index = pages / linked.relative_to(source) / "index.md"
                if not index.exists():
                    index.write_text(listing(linked), encoding="utf-8")
    for path in pages.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(LINK.sub(lambda link: to_page(link, path, pages), text), encoding="utf-8")
    (pages / "README.md").rename(pages / "index.md")


def copy(path, source, pages):
    to = pages / path.relative_to(source)
    to.parent.mkdir(parents=True, exist_ok=True)
    if not to.exists():
        shutil.copy(path, to)


def to_page(link, path, pages):
    """The link with the name that its page has in the site."""
    linked = (path.parent / link[1]).resolve()
    if linked.is_dir() and (linked / "index.md").exists():
        return link[0].replace(link[1], link[1].rstrip("/") + "/index.md", 1)
    if linked == (pages / "README.md").resolve():
        return link[0].replace("README.md", "index.md", 1)
    return link[0]


class References(html.parser.HTMLParser):
    """What a page of the site refers to and loads, and the anchors that it has."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors.add(attributes.get("id"))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        elif tag in ("img", "script", "link"):
            self.loaded.append(attributes.get("src") or attributes.get("href") or "")


def problems(site):
    """The references of the site that lead nowhere, or to another host where something is loaded."""
    pages = {path: References(path) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        for target in page.loaded:
            if re.match(r"(?:\w+:)?//", target):
                yield f"{path}: loads {target}"
        for target in page.links + page.loaded:
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            linked = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            linked = linked / "index.html" if linked.is_dir() else linked
            if not linked.exists():
                yield f"{path}: the link to {target} leads nowhere"
            elif parts.fragment and linked in pages and parts.fragment not in pages[linked].anchors:
                yield f"{path}: the link to {target} leads to no heading"


def not_in_navigation(source):
    navigation = re.findall(r": (\S+\.md)$", (source / "docs/mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    for path in sorted((source / "docs").rglob("*.md")):
        if str(path.relative_to(source)) not in navigation:
            yield f"docs/mkdocs.yml: {path.relative_to(source)} is not in the navigation"


def main(source, folder):
    if shutil.which("mkdocs") is None:
        sys.exit("mkdocs is missing: apt-get install mkdocs")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "docs/mkdocs.yml", folder)
    (folder / "slugs.py").write_text(SLUGS, encoding="utf-8")
    stage(source, folder / "pages")
    subprocess.run(["mkdocs", "build", "--quiet", "--strict", "--clean", "--config-file", folder / "mkdocs.yml"],
                   check=True, env={**os.environ, "PYTHONPATH": str(folder)})
    if found := [*not_in_navigation(source), *problems(folder / "site")]:
        sys.exit("\n".join(found))
    print(folder / "site/index.html")


if __name__ == "__main__":
    main(*(pathlib.Path(argument).resolve() for argument in sys.argv[1:]))
