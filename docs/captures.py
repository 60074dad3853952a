#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Makes what viewer.md and html-report.md show of the viewer, from the same 3000 records each time.

    captures.py PROGRAM                compares the pages with what the program prints
    captures.py PROGRAM --update       writes what it prints into the pages
    captures.py PROGRAM --screenshot   takes html-report.png anew; needs Debian's chromium-driver and python3-selenium

A capture is a block of text that begins with `$ ` and a command. The pages have no other blocks of text: what they show
was printed.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DOCS = pathlib.Path(__file__).resolve().parent
PAGES = ("viewer.md", "html-report.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CAPTURE = re.compile(r"\$ ([^\n]*)\n", re.DOTALL)
LOG = "requests.log"

sys.path.insert(0, str(DOCS.parent / "test" / "viz" / "report"))
import records  # noqa: E402


def printed(command, program, folder):
    environment = {**os.environ, "TZ": "UTC", "PATH": f"{program.parent}:{os.environ['PATH']}"}
    result = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder,
                            env=environment, text=True, timeout=60, check=False)
    return result.stdout


def output_blocks(page):
    """All but those that show what to type."""
    return [found for found in BLOCK.finditer(page) if found[1] != "sh"]


def captured(page, program, folder):
    def replaced(found):
        command = CAPTURE.match(found[2])
        if found[1] == "sh" or not command:
            return found[0]
        return f"```{found[1]}\n{command[0]}{printed(command[1], program, folder)}```"

    return BLOCK.sub(replaced, page)


def check(program, folder, update):
    """Whether the pages are, or were made, what the program prints, and show nothing else."""
    same, captures = True, 0
    for path in (DOCS / name for name in PAGES):
        old = path.read_text(encoding="utf-8")
        blocks = output_blocks(old)
        captures += len(blocks)
        for block in blocks:
            if not CAPTURE.match(block[2]):
                same = False
                print(f"{path}:{old.count(chr(10), 0, block.start()) + 1}: a block that no command has printed")
        new = captured(old, program, folder)
        if update:
            path.write_text(new, encoding="utf-8")
        elif new != old:
            same = False
            sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), str(path), "printed"))
    print(f"{captures} captures")
    return same and captures > 0


def take_screenshot(program, folder):
    from selenium import webdriver
    from selenium.webdriver.common.by import By

    page = pathlib.Path(folder) / "report.html"
    subprocess.run([program, "--html", page.name, LOG], cwd=folder, check=True)
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
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / LOG).write_text("\n".join(records.ordinary_lines(3000, 1)) + "\n", encoding="utf-8")
        if "--screenshot" in sys.argv:
            take_screenshot(program, folder)
        return 0 if check(program, folder, "--update" in sys.argv) else 1


if __name__ == "__main__":
    sys.exit(main())
