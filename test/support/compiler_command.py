# SPDX-License-Identifier: BSL-1.0
"""How a build compiles, for tests that compile further programs as it does."""

import json
import shlex


def compiler_command(build, like):
    """The build's command for the source `like`, without what names inputs and outputs or colours messages."""
    commands = json.loads((build / "compile_commands.json").read_text())
    command = next(c["command"] for c in commands if (build / c["file"]).resolve() == like.resolve())
    words = iter(shlex.split(command))
    kept = []
    for word in words:
        if word in ("-o", "-MF", "-MQ", "-c"):
            next(words)
        elif word not in ("-MD", "-fcolor-diagnostics"):
            kept.append(word)
    return kept
