#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes what the pages about the viewer show of it, from the same 3000 records each time, and the tutorial from its own.

    captures.py PROGRAM                compares the pages with what the program prints
    captures.py PROGRAM --update       writes what it prints into the pages
    captures.py PROGRAM --screenshot   takes html-report.png anew; needs Debian's chromium-driver and python3-selenium

A capture is a block of text that begins with `$ ` and a command. The pages have no other blocks of text: what they show
was printed; those of the tutorial are checked by test/docs/check_snippets.py. `<!-- picture: COMMAND -->` before an image of SVG says that the image shows what the command prints on a
terminal, with its colours. viewer/options.md is what `--help` says.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import terminal_picture

DOCS = pathlib.Path(__file__).resolve().parent
OPTIONS = DOCS / "viewer" / "options.md"
TUTORIAL = DOCS / "tutorial.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CAPTURE = re.compile(r"\$ ([^\n]*)\n", re.DOTALL)
PICTURE = re.compile(r"^<!-- picture: (.+) -->\n!\[[^\]]*\]\(([^)]+\.svg)\)$", re.MULTILINE)
LOG = "requests.log"

sys.path[:0] = [str(DOCS.parent / "test" / "viz" / "report"), str(DOCS.parent / "src" / "viz" / "cli")]
import manual_page  # noqa: E402
import records  # noqa: E402


def pages():
    return [DOCS / "viewer.md", DOCS / "html-report.md", *sorted((DOCS / "viewer").glob("*.md"))]


def records_of_tutorial():
    """What the program of the tutorial has written into its file."""
    printed = (DOCS.parent / "src" / "examples" / "tutorial.out").read_text(encoding="utf-8")
    return re.search(r"^== step_5\n(.*?)^==", printed, re.DOTALL | re.MULTILINE)[1]


class Machine:
    """A folder with the log, in which commands are run."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.write_log("\n".join(records.ordinary_lines(3000, 1)) + "\n")

    def write_log(self, text):
        (self.folder / LOG).write_text(text, encoding="utf-8")

    def printed(self, command):
        environment = {**os.environ, "TZ": "UTC", "PATH": f"{self.program.parent}:{os.environ['PATH']}"}
        result = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder,
                                env=environment, text=True, timeout=60, check=False)
        return result.stdout

    def picture(self, command):
        return terminal_picture.drawn(command, self.printed(command.replace("log-defer-viz", "log-defer-viz --colour", 1)))


def captured(page, machine):
    def replaced(found):
        command = CAPTURE.match(found[2])
        if found[1] == "sh" or not command:
            return found[0]
        return f"```{found[1]}\n{command[0]}{machine.printed(command[1])}```"

    return BLOCK.sub(replaced, page)


def options_page(help_text):
    """A table for each section of the help."""
    lines = ["# Options", "", "This page is what `log-defer-viz --help` says. The [tasks](tasks.md) show the options at work."]
    for title, options in manual_page.sections(help_text):
        lines += ["", f"## {title}", "", "| Option | |", "|---|---|"]
        for head, does in options:
            shown = f"`{head}`".replace("|", "\\|")
            lines.append(f"| {shown} | {does.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


def wanted_files(machine):
    """The files that a program has a part in, each with the text that it should have."""
    wanted = {OPTIONS: options_page(machine.printed("log-defer-viz --help"))}
    for path in pages():
        if path == OPTIONS:
            continue
        page = path.read_text(encoding="utf-8")
        wanted[path] = captured(page, machine)
        wanted.update({path.parent / name: machine.picture(command) for command, name in PICTURE.findall(page)})
    machine.write_log(records_of_tutorial())
    wanted[TUTORIAL] = captured(TUTORIAL.read_text(encoding="utf-8"), machine)
    return wanted


def unprinted_blocks(path):
    """The lines of the blocks of a page that no command has printed."""
    page = path.read_text(encoding="utf-8")
    return [page.count("\n", 0, block.start()) + 1 for block in BLOCK.finditer(page)
            if block[1] != "sh" and not CAPTURE.match(block[2])]


def check(machine, update):
    """Whether the pages are, or were made, what the program prints, and show nothing else."""
    same, wanted = True, wanted_files(machine)
    for path, text in wanted.items():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if update:
            path.write_text(text, encoding="utf-8")
        elif text != old:
            same = False
            sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True), str(path), "printed"))
    for path in pages():
        for line in unprinted_blocks(path):
            same = False
            print(f"{path}:{line}: a block that no command has printed")
    captures = sum(text.count("```text\n$ ") for text in wanted.values())
    print(f"{captures} captures, {sum(path.suffix == '.svg' for path in wanted)} pictures")
    return same and captures > 0


def take_screenshot(machine):
    from selenium import webdriver
    from selenium.webdriver.common.by import By

    page = machine.folder / "report.html"
    subprocess.run([machine.program, "--html", page.name, LOG], cwd=machine.folder, check=True)
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--window-size=1280,1000", "--force-device-scale-factor=1",
                     *(["--no-sandbox"] if os.geteuid() == 0 else [])):  # Chromium's does not work for root
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options)
    try:
        browser.get(page.as_uri())
        browser.implicitly_wait(30)
        browser.find_element(By.CSS_SELECTOR, "[data-sort=duration]").click()
        browser.find_element(By.CSS_SELECTOR, ".row").click()
        browser.find_element(By.CSS_SELECTOR, ".bar-of-timer")
        browser.save_screenshot(str(DOCS / "html-report.png"))
    finally:
        browser.quit()


def main():
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(pathlib.Path(sys.argv[1]).resolve(), folder)
        if "--screenshot" in sys.argv:
            take_screenshot(machine)
        return 0 if check(machine, "--update" in sys.argv) else 1


if __name__ == "__main__":
    sys.exit(main())
