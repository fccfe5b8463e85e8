import { readDuration } from '../../../kit/duration.ts'
import type { TimeBound } from '../page.ts'

/** A time budget in parentheses at the end of a title: `Contain (5 minutes):`, `Phase 2: Rebuild (1-2 hours)`. */
export function boundInTitle(title: string, line: number): TimeBound | undefined {
  const budget = /\(([^()]{2,40})\)\s*:?\s*$/.exec(firstLine(title))
  if (!budget || !/\d|immediate/i.test(budget[1]!)) return undefined
  return boundFrom(budget[1]!, line)
}

const firstLine = (title: string) => title.split('\n', 1)[0]!.trimEnd().slice(-200)

/** A duration with its text and line. */
export function boundFrom(text: string, line: number): TimeBound | undefined {
  const duration = readDuration(text)
  if (!duration) return undefined
  return { minSeconds: duration.minSeconds, maxSeconds: duration.maxSeconds, text: text.trim(), line }
}
