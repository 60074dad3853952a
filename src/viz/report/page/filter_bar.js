// SPDX-License-Identifier: BSL-1.0
/// The fields and buttons above the plots, read into criteria.

import { levelClasses, outcomeClasses } from "./columns.js";
import { byId, element } from "./dom.js";
import { count, parseDuration } from "./format.js";
import { parseWhere } from "./where.js";

const names = { none: "no lines" };

/** Buttons for classes, of which any may be pressed; they are also the legend of the plot. */
class ClassButtons {
  constructor(holder, classes, column, changed) {
    this.pressed = new Set();
    this.classes = classes;
    this.buttons = classes.map((name, at) => {
      this[name] = element("span", { class: "count" });
      const toggle = () => this.#toggle(at, changed);
      return element(
        "button",
        { type: "button", class: "class " + name, "aria-pressed": "false", click: toggle },
        element("i", {}),
        (names[name] ?? name) + " ",
        this[name],
      );
    });
    const present = new Set(column);
    holder.append(...this.buttons.filter((_, at) => present.has(at)));
  }

  #toggle(at, changed) {
    if (!this.pressed.delete(at)) this.pressed.add(at);
    this.#showPressed();
    changed();
  }

  #showPressed() {
    for (const [at, button] of this.buttons.entries())
      button.setAttribute("aria-pressed", String(this.pressed.has(at)));
  }

  clear() {
    this.pressed.clear();
    this.#showPressed();
  }

  showCounts(counts) {
    for (const [at, name] of this.classes.entries()) this[name].textContent = count(counts[at]);
  }
}

export class FilterBar {
  constructor(columns, { changed, cleared }) {
    this.levels = new ClassButtons(byId("levels"), levelClasses, columns.level, changed);
    this.outcomes = new ClassButtons(byId("outcomes"), outcomeClasses, columns.outcome, changed);
    this.where = { text: "" };
    const form = byId("filters");
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      this.levels.clear();
      this.outcomes.clear();
      setTimeout(cleared); // the fields are emptied after this event
    });
    addEventListener("keydown", (event) => this.#shortcut(event));
  }

  #shortcut(event) {
    if (event.key !== "/" || event.target.closest?.("input, select")) return;
    event.preventDefault();
    byId("text").focus();
  }

  /**
   * Returns a field's value as parsed by `parse`. If it is invalid, `parse` throws: the error is shown, and the field
   * does not filter.
   */
  #field(id, parse, problems) {
    const field = byId(id);
    const text = field.value.trim();
    const before = problems.length;
    let value;
    try {
      value = text === "" ? undefined : parse(text);
    } catch (failure) {
      problems.push(failure.message);
    }
    field.setAttribute("aria-invalid", String(problems.length > before));
    return value;
  }

  /** Returns an identical function for an identical text, so that its results can be cached. */
  #parseWhere(text) {
    if (text !== this.where.text) this.where = { text, holds: parseWhere(text) };
    return this.where.holds;
  }

  criteria() {
    const problems = [];
    const criteria = {
      text: byId("text").value.toLowerCase() || undefined,
      slower: this.#field("slower", parseDuration, problems),
      where: this.#field("where", (text) => this.#parseWhere(text), problems),
      levels: this.levels.pressed,
      outcomes: this.outcomes.pressed,
    };
    byId("problem").textContent = problems.join(" ");
    byId("problem").hidden = problems.length === 0;
    return criteria;
  }

  showCounts({ levels, outcomes }) {
    this.levels.showCounts(levels);
    this.outcomes.showCounts(outcomes);
  }
}
