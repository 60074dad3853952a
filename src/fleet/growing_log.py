# SPDX-License-Identifier: BSL-1.0
"""Reads lines of a log that grows and is rotated, from a place that was kept."""

import contextlib
import hashlib
import os

COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".lz4")
MOST_OF_BEGINNING = 4096  # several records, of which no two are equal


class GrowingLog:
    """One file, which is read even after it was renamed."""

    def __init__(self, path):
        self.file = open(path, "rb", buffering=0)
        self.inode = os.fstat(self.file.fileno()).st_ino

    def close(self):
        self.file.close()

    def size(self):
        return os.fstat(self.file.fileno()).st_size

    def modified(self):
        """When it was last written to, in nanoseconds."""
        return os.fstat(self.file.fileno()).st_mtime_ns

    def beginning(self, end):
        """How many of its first bytes, up to `end`, tell it from other files, and their hash."""
        text = self.bytes_at(0, min(end, MOST_OF_BEGINNING))
        return [len(text), hashlib.sha256(text).hexdigest()]

    def has(self, beginning, end):
        """Whether it begins like that, and is not shorter than `end`. The places of earlier loaders have no beginning."""
        return self.size() >= end and (beginning[0] == 0 or self.beginning(beginning[0]) == beginning)

    def bytes_at(self, begin, end):
        """All bytes between two places, or fewer where the file ends before."""
        parts = []
        while begin < end:
            part = os.pread(self.file.fileno(), min(end - begin, 1 << 24), begin)
            if not part:
                break
            parts.append(part)
            begin += len(part)
        return b"".join(parts)

    def end_of_lines(self, begin, most_lines, most_bytes):
        """The end of as many whole lines as a block takes: at least one, however long it is; `begin` if there is none."""
        lines, at, end = 0, begin, begin
        while at - begin < most_bytes or end == begin:
            part = os.pread(self.file.fileno(), 1 << 20, at)
            if not part:
                return end
            feed = part.find(b"\n")
            while feed >= 0:
                end = at + feed + 1
                lines += 1
                if lines == most_lines:
                    return end
                feed = part.find(b"\n", feed + 1)
            at += len(part)
        return end


def files_of(path):
    """The files that a log was renamed to, the oldest first, and `path` itself if it is there: for each whether it is
    `path`, when it was last written to, its inode, and its path."""
    folder, name = os.path.split(os.path.abspath(path))
    found = []
    for entry in os.scandir(folder):
        if (entry.name == name or entry.name.startswith((name + ".", name + "-"))) and entry.is_file():
            with contextlib.suppress(FileNotFoundError):  # it was renamed since it was found
                status = entry.stat()
                found.append((entry.name == name, status.st_mtime_ns, status.st_ino, entry.path))
    return sorted(found)


def rotated_and_present(path):
    return [each for each in files_of(path) if each[0] or not each[3].endswith(COMPRESSED)]


def file_with(path, inode, beginning, end):
    """The file with this inode, or else a copy of it, if it has what was read of it; None if there is none. The inode alone
    does not tell: that of a file that was removed is given to another one."""
    for _, _, its_inode, its_path in sorted(rotated_and_present(path), key=lambda each: each[2] != inode):
        if its_inode != inode and not beginning[0]:
            continue
        with contextlib.suppress(FileNotFoundError, PermissionError):  # renamed since it was found, or of another user
            log = GrowingLog(its_path)
            if log.has(beginning, end):
                return log
            log.close()
    return None


def rotated_after(path, inode):
    """A file and those that took its place: those that it was renamed before, the oldest first, and `path` itself.

    None if the file has vanished, such as into an archive."""
    found = rotated_and_present(path)
    inodes = [each[2] for each in found]
    return [each[3] for each in found[inodes.index(inode):]] if inode in inodes else None


def written_after(path, time):
    """The files that took the place of one that has vanished, and was last written to at `time`."""
    return [each[3] for each in rotated_and_present(path) if each[0] or each[1] > time]


def compressed_after(path, time):
    """The files that were written to after `time`, and exist only compressed."""
    found = files_of(path)
    paths = {each[3] for each in found}
    return [each[3] for each in found
            if each[3].endswith(COMPRESSED) and each[1] > time and os.path.splitext(each[3])[0] not in paths]
