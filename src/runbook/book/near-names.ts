/** "Did you mean": the names that a slip of the fingers could have turned into what was typed. */

/**
 * Names within two edits of the typed one (one edit for names of up to three letters), nearest first, at most three.
 * Case does not count. Names that continue the typed text come next, so that `view disaster` finds `disaster-recovery.md`.
 */
export function nearNames(typed: string, names: Iterable<string>): string[] {
  const wanted = typed.toLowerCase().slice(0, 200)
  const allowed = wanted.length <= 3 ? 1 : 2
  const near: { name: string; distance: number }[] = []
  for (const name of new Set(names)) {
    const candidate = name.toLowerCase()
    const distance =
      Math.abs(candidate.length - wanted.length) > allowed ? allowed + 1 : editDistance(wanted, candidate)
    if (distance <= allowed) near.push({ name, distance })
    else if (wanted.length >= 3 && candidate.includes(wanted)) near.push({ name, distance: allowed + 1 })
  }
  near.sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
  return near.slice(0, 3).map(({ name }) => name)
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return last[b.length]!
}
