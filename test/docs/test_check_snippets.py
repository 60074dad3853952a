#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The checker of the snippets must find what is wrong."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import check_snippets

COMMANDS = "<!-- command: demo -->\n```sh\ntrue\n```\n<!-- command: tests -->\n```sh\ntrue\n```\n"
SOURCE = "#include <logdefer/logdefer.hpp>\n\n#include <tuple>\n\nint main() {\n    using namespace a;\n    //[hi\n    say(1);\n    say(2);\n    //]\n}\n"
PROGRAM = "#!/bin/sh\necho '== hi'\necho '{\"at\":0.000001}'\n"


INCLUDES = "<!-- includes: a.cpp -->\n```cpp\n#include <logdefer/logdefer.hpp>\n\n#include <tuple>\n\nusing namespace a;\n```\n"
BLOCK = "<!-- example: a.cpp hi -->\n```cpp\nsay(1);\nsay(2);\n```\n"


class Snippets(unittest.TestCase):
    def problems(self, markdown):
        """What the checker says of a README with this text, beside its count."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name in ("bench", "docs", "src/examples", "programs"):
                (root / name).mkdir(parents=True)
            (root / "src/examples/a.cpp").write_text(SOURCE)
            program = root / "programs/example_a"
            program.write_text(PROGRAM)
            program.chmod(0o755)
            (root / "README.md").write_text(COMMANDS + markdown)
            (root / "bench/README.md").write_text("")
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                failed = check_snippets.main(root, root / "programs")
        lines = printed.getvalue().splitlines()[:-1]
        self.assertEqual(failed, 1 if lines else 0)
        return "\n".join(lines)

    def assert_good(self, markdown):
        self.assertEqual(self.problems(markdown), "")

    def assert_bad(self, markdown, message):
        self.assertIn(message, self.problems(markdown))

    def test_a_block_equal_to_its_region_is_good_at_any_indentation(self):
        self.assert_good(INCLUDES + BLOCK)

    def test_a_block_whose_includes_the_reader_does_not_see_is_found(self):
        message = "the reader does not see what a.cpp includes"
        self.assert_bad(BLOCK, message)
        self.assert_good(INCLUDES + "## One\n" + BLOCK)
        self.assert_good("## One\n" + INCLUDES + BLOCK)
        self.assert_bad("## One\n" + INCLUDES + BLOCK + "## Two\n" + BLOCK, message)

    def test_includes_that_differ_are_found(self):
        self.assert_bad(INCLUDES.replace("tuple", "map") + BLOCK, "what the examples include differs")

    def test_a_block_that_differs_is_found_with_file_and_line(self):
        self.assert_bad("<!-- example: a.cpp hi -->\n```cpp\nsay(1);\n```\n", "README.md:10: the example differs")

    def test_a_block_without_an_example_is_found(self):
        self.assert_bad("```cpp\nsay(1);\n```\n", "a block of cpp without an example")
        self.assert_bad("```json\n{}\n```\n", "a block of json without an example")

    def test_an_unknown_region_file_or_program_is_found(self):
        self.assert_bad("<!-- example: a.cpp no -->\n```cpp\n```\n", "a.cpp has no region no")
        self.assert_bad("<!-- example: b.cpp hi -->\n```cpp\n```\n", "b.cpp")
        self.assert_bad("<!-- output: b -->\n```json\n```\n", "there is no program b")

    def test_lines_of_a_file_are_found_there(self):
        self.assert_good("<!-- file: src/examples/a.cpp -->\n```cmake\nint main() {\n```\n")
        self.assert_bad("<!-- file: src/examples/a.cpp -->\n```cmake\nint main();\n```\n",
                        "src/examples/a.cpp has no such lines")
        self.assert_bad("```meson\nproject('a')\n```\n", "a block of meson without an example")

    def test_output_is_compared(self):
        self.assert_good('<!-- output: a hi -->\n```json\n{"at":0.000001}\n```\n')
        self.assert_bad('<!-- output: a hi -->\n```json\n{"at":0.000002}\n```\n', "the output differs")

    def test_times_may_vary_where_that_is_said(self):
        self.assert_good('<!-- output: a hi, times vary -->\n```json\n{"at":0.000002}\n```\n')
        self.assert_bad('<!-- output: a hi, times vary -->\n```json\n{"to":0.000002}\n```\n', "the output differs")

    def test_a_row_of_a_table_is_compared(self):
        row = '| x | `say(1);`<br>`say(2);` | `{"at":0.000001}`, you see <!-- example: a.cpp hi --> |\n'
        heading = "| X | C++ | In the record |\n|---|---|---|\n"
        self.assert_good(heading + row)
        self.assert_bad(heading + row.replace("say(2)", "say(3)"), "the example differs")
        self.assert_bad(heading + row.replace("at", "to"), "the record differs")
        self.assert_bad(heading + "| x | `say(1);` | `{}` |\n", "a row without an example")

    def test_a_dead_link_is_found(self):
        self.assert_good("[docs](docs) [there](https://example.com/), `[](int)`\n")
        self.assert_bad("[nowhere](docs/no.md#part)\n", "the link to docs/no.md leads nowhere")

    def test_a_link_to_a_heading_that_is_missing_is_found(self):
        self.assert_good("## Two `words`, here\n[there](#two-words-here) [and there](README.md#two-words-here)\n")
        self.assert_bad("## Two words\n[there](#three-words)\n", "the link to #three-words leads to no heading")
        self.assert_bad("```text\n# Not a heading\n```\n[there](README.md#not-a-heading)\n", "leads to no heading")

    def test_a_missing_command_is_found(self):
        self.assert_bad("<!-- command: demo -->\n```sh\nfalse\n```\n", "should have the commands")


if __name__ == "__main__":
    unittest.main()
