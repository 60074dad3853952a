# SPDX-License-Identifier: BSL-1.0
"""Reads lines of a log that grows and is rotated, from a place that was kept."""

import contextlib
import os

COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".lz4")


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


def rotated_and_present(path):
    """The files that a log was renamed to, the oldest first, and `path` itself if it is there: for each whether it is
    `path`, when it was last written to, its inode, and its path."""
    folder, name = os.path.split(os.path.abspath(path))
    found = []
    for entry in os.scandir(folder):
        rotated = entry.name.startswith((name + ".", name + "-")) and not entry.name.endswith(COMPRESSED)
        if (entry.name == name or rotated) and entry.is_file():
            with contextlib.suppress(FileNotFoundError):  # it was renamed since it was found
                status = entry.stat()
                found.append((entry.name == name, status.st_mtime_ns, status.st_ino, entry.path))
    return sorted(found)


def rotated_after(path, inode):
    """A file and those that took its place: those that it was renamed before, the oldest first, and `path` itself.

    None if the file has vanished, such as into an archive."""
    found = rotated_and_present(path)
    inodes = [each[2] for each in found]
    return [each[3] for each in found[inodes.index(inode):]] if inode in inodes else None


def written_after(path, time):
    """The files that took the place of one that has vanished, and was last written to at `time`."""
    return [each[3] for each in rotated_and_present(path) if each[0] or each[1] > time]
