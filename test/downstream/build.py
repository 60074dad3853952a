#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Builds programs that use the library as its users do, outside of its source tree, and compares what they print.

    build.py PROJECT SOURCE MESON COMPILER...

PROJECT is a folder beside this file, unless it needs no files but the program's. Each logs one transaction with a
manual clock. What a project takes the library from is made of SOURCE: a repository, or an installation.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

EXPECTED = ('{"start":1700000000.000000,"end":0.002000,"data":{"user":{"name":"jane"},"status":200},'
            '"logs":[[0.002000,30,"cache miss",{"key":"user:42","shard":7}]],"timers":[["db",0.000000,0.002000]]}\n')
NEED_BOOST = {"asio.hpp", "formats/boost_json_serializer.hpp", "logdefer.hpp", "reader/json_parser.hpp",
              "reader/json_reader.hpp", "testing.hpp", "values/boost_json.hpp", "values/described.hpp"}
HERE = pathlib.Path(__file__).resolve().parent
NOT_IN_THE_REPOSITORY = shutil.ignore_patterns("build*", ".git", "__pycache__", "node_modules")


class Project:
    """A copy of a project with the files that all share, the library as it is given to users, and the tools."""

    def __init__(self, name, ground, source, meson, compiler):
        self.folder, self.ground, self.source = ground / "project", ground, source
        self.meson, self.compiler = meson, compiler
        self.environment = os.environ | {"CXX": shlex.join(compiler)}
        files = HERE / name if (HERE / name).is_dir() else None
        shutil.copytree(files, self.folder) if files else self.folder.mkdir()
        for shared in ("transaction.hpp", "program.cpp"):
            if not (self.folder / shared).exists():
                shutil.copy(HERE / shared, self.folder)

    def run(self, *command):
        done = subprocess.run([str(word) for word in command], cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")
        return done.stdout

    def compile(self, *arguments):
        self.run(*self.compiler, "-std=c++20", *arguments)

    def repository(self):
        """A clone of the project as it is now, committed or not."""
        clone = self.ground / "logdefer"
        shutil.copytree(self.source, clone, ignore=NOT_IN_THE_REPOSITORY)
        git = ["git", "-C", clone, "-c", "user.name=test", "-c", "user.email=test"]
        self.run(*git, "init", "--quiet")
        self.run(*git, "add", ".")
        self.run(*git, "commit", "--quiet", "--message=as it is now")
        return clone.as_uri()

    def installation(self):
        """The prefix of an installation, made as a user makes it."""
        build, prefix = self.ground / "build", self.ground / "installed"
        self.run(self.meson, "setup", build, self.source, f"--prefix={prefix}")
        self.run(self.meson, "install", "-C", build)
        return prefix

    def replace_headers(self, source, line):
        """Copies a program with `line` in place of the library's headers."""
        text = re.sub(r"#include <logdefer/.*>\n", "", source.read_text("utf-8"))
        copy = self.folder / source.name
        copy.write_text(text.replace("#include", f"{line}\n#include", 1), "utf-8")
        return copy

    def run_tutorial(self, line, *arguments):
        """The programs of docs/tutorial.md print the same with `line` in place of the library's headers."""
        examples = self.source / "src" / "examples"
        for name in ("tutorial", "merging"):
            self.compile(self.replace_headers(examples / f"{name}.cpp", line), *arguments, "-o", name)
            self.run(sys.executable, "-B", examples / "check_output.py", "--times-vary", name, examples / f"{name}.out")

    def expect(self, printed, expected=EXPECTED):
        if printed != expected:
            sys.exit(f"printed\n{printed}expected\n{expected}")


def build_with_meson(project, *arguments):
    project.run(project.meson, "setup", "build", "-Dbuildtype=plain", *arguments)
    project.run(project.meson, "compile", "-C", "build")
    project.expect(project.run("build/program"))


def build_with_cmake(project, *arguments):
    project.run("cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-Wno-dev", *arguments)
    project.run("cmake", "--build", "build")
    project.expect(project.run("build/program"))


def meson_subproject(project):
    wrap = project.folder / "subprojects" / "logdefer.wrap"
    wrap.write_text(wrap.read_text("utf-8").replace("REPOSITORY", project.repository()), "utf-8")
    build_with_meson(project)


def meson_pkg_config(project):
    folder = next(project.installation().rglob("logdefer.pc")).parent
    build_with_meson(project, f"-Dpkg_config_path={folder}")


def cmake_installed(project):
    moved = project.installation().rename(project.ground / "moved")
    build_with_cmake(project, f"-DCMAKE_PREFIX_PATH={moved}")
    project.expect(project.run("build/asio_program"))


def cmake_fetch_content(project):
    build_with_cmake(project, f"-DREPOSITORY={project.repository()}")


def plain(project):
    project.compile("program.cpp", f"-I{project.source / 'include'}", "-lboost_json", "-o", "program")
    project.expect(project.run("./program"))


def without_boost(project):
    """The core, compiled with what forbids the names of Boost and of Linux, and linked with nothing."""
    include, example = project.source / "include", project.source / "src" / "examples" / "without_boost.cpp"
    headers = {path.relative_to(include / "logdefer").as_posix() for path in include.rglob("*.hpp")}
    core = sorted(name for name in headers - NEED_BOOST if not name.startswith(("async/", "sinks/")))
    every = [word for name in core for word in ("-include", f"logdefer/{name}")]
    project.compile(f"-I{include}", "-include", "poison.hpp", *every, example, "-o", "program")
    project.run(sys.executable, "-B", example.with_name("check_output.py"), "program", example.with_suffix(".out"))


def shared_library(project):
    project.compile("library.cpp", f"-I{project.source / 'include'}", "-shared", "-fPIC",
                    "-Wl,--version-script=exports.map", "-lboost_json", "-o", "library.so")
    project.compile("host.cpp", "-o", "host")
    project.expect(project.run("./host", project.folder / "library.so"), 2 * EXPECTED)


def single_header(project):
    build = project.ground / "build"
    project.run(project.meson, "setup", build, project.source)
    project.run(project.meson, "compile", "-C", build, "single_header")
    shutil.copy(build / "src" / "logdefer.hpp", project.folder)
    project.replace_headers(HERE / "program.cpp", '#include "logdefer.hpp"')
    project.compile("program.cpp", "-lboost_json", "-o", "program")
    project.expect(project.run("./program"))
    project.run_tutorial('#include "logdefer.hpp"', "-lboost_json", "-pthread")


def module(project):
    interface, headers = project.source / "src" / "module" / "logdefer.cppm", f"-I{project.source / 'include'}"
    project.run(sys.executable, "-B", HERE / "module_includes.py", project.source)
    project.compile(headers, "--precompile", interface, "-o", "logdefer.pcm")
    project.run(*project.compiler, "-c", "logdefer.pcm", "-o", "logdefer.o")
    imported = "-fmodule-file=logdefer=logdefer.pcm", "logdefer.o", "-lboost_json"
    project.replace_headers(HERE / "program.cpp", "import logdefer;")
    project.compile("program.cpp", *imported, "-o", "program")
    project.expect(project.run("./program"))
    # a module exports no macros
    project.run_tutorial("import logdefer;\n#include <logdefer/levels/level_macro.hpp>", headers, *imported)


PROJECTS = {build.__name__: build for build in (meson_subproject, meson_pkg_config, cmake_installed, plain,
                                                cmake_fetch_content, without_boost, shared_library,
                                                single_header, module)}

if __name__ == "__main__":
    name, source, meson, *compiler = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        PROJECTS[name](Project(name, pathlib.Path(folder), pathlib.Path(source).resolve(), meson, compiler))
