#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What an installation has, and that a program is built with it: installation.py BUILD SOURCE VIEWER MESON COMPILER...

VIEWER is 1 where the viewer was built, else 0.
"""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
HAS_VIEWER = sys.argv.pop(1) == "1"
MESON = sys.argv.pop(1)
COMPILER, sys.argv[1:] = sys.argv[1:], []

PROGRAM = """
#include <logdefer/logdefer.hpp>
#include <iostream>
int main() {
    logdefer::log_defer log{std::cout};
    log.info("installed");
}
"""


def output_of(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, **options).stdout


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


class Defaults(unittest.TestCase):
    def test_the_library_alone_is_configured_unless_more_is_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            output_of(MESON, "setup", folder, SOURCE, env={**os.environ, "CXX": shlex.join(COMPILER)})
            targets = json.loads(output_of(MESON, "introspect", "--targets", folder))
            options = json.loads(output_of(MESON, "introspect", "--buildoptions", folder))
        self.assertEqual([target["name"] for target in targets if target["build_by_default"]], [])
        self.assertIn(("werror", False), [(option["name"], option["value"]) for option in options])


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        output_of(MESON, "install", "-C", str(BUILD), "--destdir", folder.name, "--no-rebuild")
        options = json.loads(output_of(MESON, "introspect", "--buildoptions", str(BUILD)))
        cls.options = {option["name"]: option["value"] for option in options}
        cls.prefix = pathlib.Path(folder.name, cls.options["prefix"].lstrip("/"))

    def pkg_config(self, *arguments):
        path = self.prefix / self.options["libdir"] / "pkgconfig"
        return output_of("pkg-config", f"--define-variable=prefix={self.prefix}", *arguments, "logdefer",
                         env={**os.environ, "PKG_CONFIG_PATH": str(path)}).strip()

    def test_it_has_every_header_and_no_other(self):
        self.assertEqual(files_below(self.prefix / self.options["includedir"]), files_below(SOURCE / "include"))

    def test_a_program_is_built_with_what_pkg_config_says(self):
        source, program = self.prefix / "program.cpp", self.prefix / "program"
        source.write_text(PROGRAM, "utf-8")
        flags = shlex.split(self.pkg_config("--cflags", "--libs"))
        output_of(*COMPILER, "-std=c++20", source, "-o", program, *flags)
        self.assertEqual(json.loads(output_of(program))["logs"][0][1:], [30, "installed"])

    def test_its_version_is_that_of_the_project(self):
        project = json.loads(output_of(MESON, "introspect", "--projectinfo", str(BUILD)))
        self.assertEqual(self.pkg_config("--modversion"), project["version"])

    @unittest.skipUnless(HAS_VIEWER, "the viewer was not built")
    def test_the_viewer_comes_with_its_manual_and_completion(self):
        self.assertIn("--where", output_of(self.prefix / self.options["bindir"] / "log-defer-viz", "--help"))
        data = self.prefix / self.options["datadir"]
        manual = self.prefix / self.options["mandir"] / "man1" / "log-defer-viz.1"
        for path in [manual, data / "bash-completion/completions/log-defer-viz.bash",
                     data / "zsh/site-functions/_log-defer-viz", data / "fish/vendor_completions.d/log-defer-viz.fish"]:
            self.assertIn("log-defer-viz", path.read_text("utf-8"), path)


if __name__ == "__main__":
    unittest.main()
