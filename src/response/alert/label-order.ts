/** A character outside the basic plane; only with those do UTF-16 units and bytes order differently. */
const SURROGATE = /[\ud800-\udfff]/

/** Orders names as their UTF-8 bytes do, which is how Go sorts label names and therefore how fingerprints and keys see them. */
export function compareNames(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : a > b ? 1 : 0
  const [left, right] = [[...a], [...b]]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** The names of a set in that order. Nearly all of them are plain, and then the order that is built in is the same and much faster. */
export function sortedNames(set: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(set)
  return names.some((name) => SURROGATE.test(name)) ? names.sort(compareNames) : names.sort()
}
