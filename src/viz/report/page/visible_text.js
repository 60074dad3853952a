// SPDX-License-Identifier: BSL-1.0
/// Shows text of records completely, with escapes for invisible characters.

import { element } from "./dom.js";

const shownAtFirst = 4000;

// Controls but tab and line feed; separators of lines and paragraphs; what formats, direction above all; what is ignored
// where it is not known.
const acting = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function picture(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return "\u2039U+" + code.toString(16).toUpperCase().padStart(4, "0") + "\u203a";
}

export const visible = (text) => text.replace(acting, picture);

/** Returns an element with the text; if it is very long, with its beginning and a button for the rest. */
export function textBlock(text, attributes) {
  const block = element("bdi", attributes);
  if (text.length <= shownAtFirst) {
    block.append(visible(text));
    return block;
  }
  const rest = text.length - shownAtFirst;
  const more = element("button", { type: "button", class: "more", click: () => block.replaceChildren(visible(text)) });
  more.append(rest.toLocaleString("en") + " more characters");
  block.append(visible(text.slice(0, shownAtFirst)), "\u2026 ", more);
  return block;
}
