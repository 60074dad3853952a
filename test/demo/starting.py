# SPDX-License-Identifier: BSL-1.0
"""What keeps the service from starting is said in one line, which names the culprit."""

import os
import subprocess
import unittest

from service_case import PROGRAM, ServiceCase


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)


class Refusal(ServiceCase):
    def refuses(self, status, message, *arguments):
        ran = run(*arguments)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (status, "", f"orders-service: {message}\n"))

    def files(self):
        return ["--database", self.directory / "other.db", "--log", self.directory / "other.log"]

    def test_a_port_in_use(self):
        port = self.service.port
        message = f"cannot listen on 127.0.0.1:{port}: Address already in use"
        self.refuses(1, message, "--port", port, "--seed", 0, *self.files())

    def test_a_log_that_cannot_be_opened(self):
        path = self.directory / "missing" / "requests.log"
        self.refuses(1, f"cannot open the log {path}: No such file or directory", "--port", 0, "--log", path)

    def test_a_database_that_cannot_be_opened(self):
        path = self.directory / "missing" / "orders.db"
        message = f"cannot open the database {path}: unable to open database file"
        self.refuses(1, message, "--port", 0, "--log", os.devnull, "--database", path)

    def test_wrong_arguments(self):
        cases = {
            ("--colour", "red"): "there is no option '--colour'",
            ("orders.db",): "'orders.db' is no option",
            ("--port", "70000"): "--port must be a number from 0 to 65535, not '70000'",
            ("--port", "http"): "--port must be a number from 0 to 65535, not 'http'",
            ("--threads",): "--threads needs a value",
            ("--debug-lines", "some"): "--debug-lines must be always, never or hindsight, not 'some'",
        }
        for arguments, message in cases.items():
            with self.subTest(arguments=arguments):
                self.refuses(2, f"{message}; see --help", *arguments)

    def test_help_is_no_refusal(self):
        ran = run("--help")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn("--database PATH", ran.stdout)


if __name__ == "__main__":
    unittest.main()
