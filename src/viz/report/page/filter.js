// SPDX-License-Identifier: BSL-1.0
/// Decides which records are listed.

/** Caches the results of a slow test, one byte for each record, until the test changes. */
class Cached {
  constructor(count, test) {
    this.asked = undefined;
    this.test = test;
    this.answers = new Uint8Array(count);
  }

  /** Returns the results of a test; if it is undefined, all records pass. */
  of(question) {
    if (question === undefined) return undefined;
    if (question !== this.asked) {
      this.asked = question;
      for (let at = 0; at < this.answers.length; ++at) this.answers[at] = this.test(at, question) ? 1 : 0;
    }
    return this.answers;
  }
}

const everything = [-Infinity, Infinity];

export class Filter {
  constructor(columns) {
    this.columns = columns;
    this.passes = new Uint8Array(columns.count);
    this.count = columns.count;
    this.text = new Cached(columns.count, (at, wanted) => columns.text[at].includes(wanted));
    this.where = new Cached(columns.count, (at, holds) => holds((name) => columns.recordWith(at, name)));
  }

  /**
   * Criteria, each undefined for none: text (lower case), where (a function), slower (seconds), levels and outcomes
   * (sets of classes), start and duration (pairs of seconds, both ends included).
   *
   * `counts` then has, for each level and each outcome, how many records would pass with that value alone.
   */
  apply(criteria) {
    const { start, duration, level, outcome } = this.columns;
    const [startFrom, startTo] = criteria.start ?? everything;
    const [durationFrom, durationTo] = criteria.duration ?? everything;
    const slower = criteria.slower ?? -Infinity;
    const levels = bits(criteria.levels);
    const outcomes = bits(criteria.outcomes);
    const text = this.text.of(criteria.text);
    const where = this.where.of(criteria.where);
    const counts = { levels: new Uint32Array(8), outcomes: new Uint32Array(8) };
    let count = 0;
    for (let at = 0; at < this.passes.length; ++at) {
      const others =
        duration[at] > slower &&
        duration[at] >= durationFrom &&
        duration[at] <= durationTo &&
        start[at] >= startFrom &&
        start[at] <= startTo &&
        (!text || text[at]) &&
        (!where || where[at]);
      const ofLevel = others ? (levels >> level[at]) & 1 : 0;
      const ofOutcome = others ? (outcomes >> outcome[at]) & 1 : 0;
      counts.levels[level[at]] += ofOutcome;
      counts.outcomes[outcome[at]] += ofLevel;
      count += this.passes[at] = ofLevel & ofOutcome;
    }
    this.count = count;
    this.counts = counts;
  }

  /** Returns the records that pass, in a given order of all records. */
  inOrder(order) {
    return order.filter((at) => this.passes[at]);
  }
}

function bits(classes) {
  if (!classes?.size) return ~0;
  let result = 0;
  for (const one of classes) result |= 1 << one;
  return result;
}
