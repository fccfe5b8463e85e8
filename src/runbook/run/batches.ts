/** How many targets go through a procedure together. */

export type BatchReading = { ok: true; batches: readonly (readonly string[])[] } | { ok: false; reason: string }

/**
 * Cuts targets into groups: `1,25%,100%` is first one target, then a quarter of all, then the rest. The last size is used
 * again until none is left. A percentage is of all targets, rounded up.
 */
export function readBatches(text: string | undefined, targets: readonly string[]): BatchReading {
  if (text === undefined) return { ok: true, batches: [targets] }
  const sizes: number[] = []
  for (const word of text.split(',').map((each) => each.trim())) {
    const [, digits, percent] = /^(\d{1,6})(%?)$/.exec(word) ?? []
    const size = percent ? Math.ceil((targets.length * Number(digits)) / 100) : Number(digits)
    if (digits === undefined || !(size > 0) || (percent && Number(digits) > 100))
      return { ok: false, reason: `"${word}" is neither a number of targets nor a percentage` }
    sizes.push(size)
  }
  const batches: (readonly string[])[] = []
  for (let at = 0; at < targets.length; ) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)]!
    batches.push(targets.slice(at, at + size))
    at += size
  }
  return { ok: true, batches }
}

/** How many targets may fail: a number, or a percentage of all, rounded down. Nothing when it cannot be read. */
export function readFailureBudget(text: string, targets: number): number | undefined {
  const [, digits, percent] = /^(\d{1,6})(%?)$/.exec(text.trim()) ?? []
  if (digits === undefined) return undefined
  return percent ? Math.floor((targets * Math.min(100, Number(digits))) / 100) : Number(digits)
}
