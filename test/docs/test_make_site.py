#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The site that docs/make_site.py makes of the pages: test_make_site.py SOURCE"""

import contextlib
import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import unittest.mock

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SOURCE / "docs"))
sys.dont_write_bytecode = True
import make_site  # noqa: E402


class References(unittest.TestCase):
    def problems(self, **pages):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in pages.items():
                pathlib.Path(folder, f"{name}.html").write_text(text)
            return "\n".join(make_site.problems(pathlib.Path(folder).resolve()))

    def test_links_to_pages_and_headings_are_good(self):
        self.assertEqual(self.problems(a='<h1 id="top">a</h1><a href="b.html#part">b</a><a href="#top">a</a>',
                                       b='<h2 id="part">part</h2><a href="https://example.com/">there</a>'), "")

    def test_a_link_that_leads_nowhere_is_found(self):
        self.assertIn("a.html: the link to c.html leads nowhere", self.problems(a='<a href="c.html">c</a>'))

    def test_a_link_to_a_heading_that_is_missing_is_found(self):
        self.assertIn("the link to #part leads to no heading", self.problems(a='<a href="#part">part</a>'))

    def test_a_page_that_loads_something_from_another_host_is_found(self):
        for loading in ('<script src="https://example.com/a.js"></script>', '<link href="//example.com/a.css">'):
            self.assertIn("a.html: loads", self.problems(a=loading))


class WithoutMkdocs(unittest.TestCase):
    def test_says_what_to_install(self):
        with unittest.mock.patch.object(shutil, "which", return_value=None), tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(SystemExit, "mkdocs is missing: apt-get install mkdocs"):
                make_site.main(SOURCE, pathlib.Path(folder))


@unittest.skipIf(shutil.which("mkdocs") is None, "mkdocs is missing")
class Site(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        with contextlib.redirect_stdout(io.StringIO()):
            make_site.main(SOURCE, cls.folder)  # which checks the links
        cls.site = cls.folder / "site"

    def test_each_page_of_the_documentation_is_in_the_site(self):
        pages = [path.relative_to(SOURCE).with_suffix(".html") for path in (SOURCE / "docs").rglob("*.md")]
        self.assertEqual([str(page) for page in pages if not (self.site / page).exists()], [])

    def test_the_search_finds_a_name_of_the_reference(self):
        index = json.loads((self.site / "search/search_index.json").read_text("utf-8"))
        self.assertIn("docs/reference/sinks.html#file_sink", [page["location"] for page in index["docs"]])

    def test_a_page_is_as_wide_as_a_phone(self):
        page = (self.site / "docs/reference/sinks.html").read_text("utf-8").partition("</head>")[0]
        self.assertIn('<meta name="viewport" content="width=device-width', page)
        self.assertIn('href="../site.css"', page)

    def test_a_page_that_is_not_in_the_navigation_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            docs = pathlib.Path(folder, "docs")
            docs.mkdir()
            (docs / "mkdocs.yml").write_text("nav:\n  - A: docs/a.md\n")
            (docs / "a.md").touch()
            (docs / "b.md").touch()
            self.assertEqual(list(make_site.not_in_navigation(pathlib.Path(folder))),
                             ["docs/mkdocs.yml: docs/b.md is not in the navigation"])


if __name__ == "__main__":
    unittest.main()
