#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The version, and that completion and the manual page know every option: interface.py PROGRAM MANUAL_PAGE."""

import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import unittest

from program import run

MANUAL = pathlib.Path(sys.argv.pop(1))


def help_text():
    return run("--help").stdout.decode()


def shown_names():
    """All names as the help shows them: `-v`, `--verbose`, `--[no-]logs`."""
    heads = re.findall(r"^ {2,6}(-.*?)(?:  |$)", help_text(), re.MULTILINE)
    return [name for head in heads for name in re.findall(r"--?[][\w?-]+", head)]


def options():
    """All names that the help has."""
    return {name.replace("[no-]", negation) for name in shown_names() for negation in ("", "no-")}


def completion(shell):
    return run("--completion", shell).stdout.decode()


def completed(*words):
    """What bash would offer for the last word."""
    script = completion("bash") + "COMP_WORDS=(log-defer-viz \"$@\"); COMP_CWORD=$#; _log_defer_viz; echo \"${COMPREPLY[@]}\""
    return subprocess.run(["bash", "-c", script, "-", *words], capture_output=True, check=True, text=True).stdout.split()


class Version(unittest.TestCase):
    def test_the_version_is_that_of_the_project(self):
        build = (pathlib.Path(__file__).parents[3] / "meson.build").read_text(encoding="utf-8")
        self.assertEqual(run("--version").stdout.decode(),
                         "log-defer-viz " + re.search(r"version: '([^']+)'", build)[1] + "\n")


class Completion(unittest.TestCase):
    def test_every_option_is_in_it(self):
        self.assertGreater(len(options()), 40)
        words = {"bash": set(re.findall(r"[\w?-]+", completion("bash"))),
                 "zsh": set(re.findall(r"'\*(-[\w?-]+)\[", completion("zsh"))),
                 "fish": {("--" if kind == "l" else "-") + name.strip("'")
                          for kind, name in re.findall(r"-([ls]) (\S+)", completion("fish"))}}
        for shell, known in words.items():
            self.assertEqual(options() - known, set(), shell)

    def test_bash_offers_options_and_values(self):
        self.assertEqual(completed("--sort-t"), ["--sort-time"])
        self.assertEqual(completed("--format", "c"), ["csv", "clickhouse", "chrome-trace"])
        self.assertEqual(completed("--where", "--s"), [])
        self.assertIn("--html", completed("-"))

    def test_bash_offers_values_behind_an_equals_sign(self):
        """Which is a word of its own for bash."""
        self.assertEqual(completed("--format", "=", "c"), ["csv", "clickhouse", "chrome-trace"])
        self.assertEqual(completed("--sort", "="), ["start", "duration", "count", "errors", "p50", "p90", "p99", "max"])

    def test_the_values_are_those_that_the_program_takes(self):
        for option in ("--format", "--data-format", "--level", "--completion", "--sort"):
            values = completed(option, "")
            self.assertGreater(len(values), 0, option)
            for value in values:
                run("--stats" if option == "--sort" else "--nopager", option, value)

    def test_scripts_are_well_formed(self):
        shells = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
        self.assertIn("bash", shells)
        for shell in shells:
            result = subprocess.run([shell, "-n"], input=completion(shell).encode(), capture_output=True, check=False)
            self.assertEqual((result.returncode, result.stderr), (0, b""), shell)

    def test_there_is_no_script_for_other_shells(self):
        run("--completion", "csh", status=2)


class Help(unittest.TestCase):
    def test_it_fits_a_terminal(self):
        self.assertLessEqual(max(len(line) for line in help_text().splitlines()), 80)

    def test_its_examples_are_command_lines(self):
        examples = re.findall(r"^  log-defer-viz (.*?)(?: > \S+)?$", help_text(), re.MULTILINE)
        self.assertEqual(len(examples), 3)
        for example in examples:
            run(*(argument for argument in shlex.split(example) if argument != "--follow" and ".log" not in argument))

    def test_what_only_tests_need_is_not_in_it(self):
        self.assertNotIn("--clock", help_text())


class ManualPage(unittest.TestCase):
    def test_every_option_is_in_it(self):
        bold = re.findall(r"\\fB(.*?)\\fR", MANUAL.read_text(encoding="utf-8"))
        self.assertEqual([name.replace("\\-", "-") for name in bold], shown_names())

    def test_what_the_help_says_is_in_it(self):
        page = MANUAL.read_text(encoding="utf-8").replace("\\-", "-")
        for line in re.findall(r"^(?: {6}|.{26})  (\S.*)$", help_text(), re.MULTILINE):
            self.assertIn(line, page)
        for example in re.findall(r"^  (log-defer-viz .*)$", help_text(), re.MULTILINE):
            self.assertIn(example, page)

    @unittest.skipUnless(shutil.which("man"), "there is no man")
    def test_it_is_well_formed(self):
        result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", MANUAL], capture_output=True, check=True)
        self.assertEqual(result.stderr, b"")


if __name__ == "__main__":
    unittest.main()
