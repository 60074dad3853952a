// SPDX-License-Identifier: BSL-1.0
/// Reads the records from the page.

/** Returns the lines of all data blocks. A block is freed as soon as it is read. */
export function* recordLines() {
  for (const block of document.querySelectorAll("script.records")) {
    const text = block.textContent;
    block.remove();
    for (const line of text.split("\n")) if (line.trim() !== "") yield line;
  }
}

/** Returns facts about the records: source, records, left_out. */
export function about() {
  return JSON.parse(document.getElementById("about").textContent);
}
