# SPDX-License-Identifier: BSL-1.0
"""Talks to ClickHouse by HTTP, which servers of all versions understand."""

import http.client
import json
import os
import re
import urllib.parse


class Refused(Exception):
    """The server has answered with an error, whose number is `code`."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Away(Exception):
    """There is no server, or it has not answered: what was sent may have been stored or not."""


class Server:
    """One server, `HOST:PORT` of its HTTP interface. The environment's CLICKHOUSE_USER and CLICKHOUSE_PASSWORD are used."""

    def __init__(self, address, database, timeout=300):
        self.address, self.database, self.timeout = address, database, timeout

    def __str__(self):
        return self.address

    def ask(self, query, body=b"", **settings):
        """The bytes of an answer. Raises `Refused` or `Away`."""
        parameters = {"database": self.database, "wait_end_of_query": 1, "query": query, **settings}
        names = {"X-ClickHouse-User": "CLICKHOUSE_USER", "X-ClickHouse-Key": "CLICKHOUSE_PASSWORD"}
        headers = {header: os.environ[name] for header, name in names.items() if name in os.environ}
        connection = http.client.HTTPConnection(self.address, timeout=self.timeout)
        try:
            connection.request("POST", "/?" + urllib.parse.urlencode(parameters), body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as failure:
            raise Away(f"{self.address}: {failure or type(failure).__name__}") from failure
        finally:
            connection.close()
        if answer.status != 200:
            message = text.decode("utf-8", "replace").strip()
            found = re.match(r"Code: (\d+)", message)
            if not found:
                raise Away(f"{self.address}: HTTP status {answer.status}: {message[:200]}")
            raise Refused(int(found[1]), message)
        return text

    def rows(self, query, **settings):
        """The rows of an answer: lists of numbers and texts."""
        text = self.ask(query + " FORMAT JSONCompact", output_format_json_quote_64bit_integers=0, **settings)
        return json.loads(text.decode("utf-8", "replace"))["data"]
