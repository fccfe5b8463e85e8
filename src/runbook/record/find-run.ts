/** Which run somebody means. */

export type RunSearch = { run: string } | { ambiguous: readonly string[] } | { unknown: true }

/**
 * A name in full, its beginning or its end, or `last`. Nothing is guessed: what fits several names is told with all of them.
 *
 * @param names oldest first
 */
export function findRun(names: readonly string[], wanted: string): RunSearch {
  const last = names.at(-1)
  if (wanted === 'last' && last !== undefined) return { run: last }
  if (names.includes(wanted)) return { run: wanted }
  const fitting = wanted === '' ? [] : names.filter((name) => name.startsWith(wanted) || name.endsWith(wanted))
  const [only, ...others] = fitting
  if (only === undefined) return { unknown: true }
  return others.length === 0 ? { run: only } : { ambiguous: fitting }
}
