# SPDX-License-Identifier: BSL-1.0
"""What a loader has to know when it begins again: which records the store has, and which block was under way."""

import contextlib
import fcntl
import json
import os


class InUse(Exception):
    """Another loader has this folder."""


class Place:
    """The place in a log, and the side file, in a folder of their own. All methods raise OSError for a full disk."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.lock = open(os.path.join(folder, "lock"), "w", encoding="ascii")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as failure:
            raise InUse(f"{folder}: another loader works with it") from failure
        self.inode = None  # of the file
        self.beginning = [0, ""]  # of the file, as far as it was read
        self.modified = 0  # when the file, or one before it, was last written to, as far as it was read
        self.file = 0  # which file of the source it is, for the store
        self.offset = 0  # where the next block begins
        self.end = None  # of the block that is under way
        self.made_with = None  # what its rows depend on
        self.refused_bytes = 0  # of the side file, for blocks before this one
        self.loaded = 0
        self.refused = 0
        with contextlib.suppress(FileNotFoundError):
            with open(self.path("place.json"), encoding="utf-8") as file:
                self.__dict__.update(json.load(file))

    def path(self, name):
        return os.path.join(self.folder, name)

    def save(self):
        kept = ("inode", "beginning", "modified", "file", "offset", "end", "made_with", "refused_bytes", "loaded", "refused")
        replacement = self.path("place.json.new")
        with open(replacement, "w", encoding="utf-8") as file:
            json.dump({name: getattr(self, name) for name in kept}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(replacement, self.path("place.json"))
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def put_aside(self, refused):
        """Writes the refused records of the block under way. What an earlier attempt at this block wrote is replaced."""
        if not refused and not os.path.exists(self.path("refused.jsonl")):
            return 0
        with open(self.path("refused.jsonl"), "ab") as file:
            file.truncate(min(self.refused_bytes, file.tell()))
            for each in refused:
                file.write(json.dumps(each, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n")
            file.flush()
            os.fsync(file.fileno())
            return file.tell()
