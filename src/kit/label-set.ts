/**
 * Names and values that say what an alert is about, as Alertmanager has them. Names come from outside and may be anything,
 * `__proto__` and `constructor` too: build a set with {@link labelSet}, read it with {@link labelOf}, never with `set[name] =`.
 */
export type LabelSet = Readonly<Record<string, string>>

/** A set of its pairs: a later pair wins, and a label without a value is no label (Alertmanager drops those too). */
export const labelSet = (pairs: Iterable<readonly [string, string]>): LabelSet =>
  Object.fromEntries([...pairs].filter(([, value]) => value !== ''))

/** The value of a label; a missing one is the empty text, which is how matchers see it. */
export const labelOf = (set: LabelSet, name: string): string => (Object.hasOwn(set, name) ? set[name]! : '')
