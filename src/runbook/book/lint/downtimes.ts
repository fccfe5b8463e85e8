import { readDuration } from '../../../kit/duration.ts'
import type { Section } from '../document.ts'
import type { Page } from '../page.ts'
import { labelledParts, outlineOf } from '../parse/outline.ts'
import type { LineFinding } from './line-findings.ts'
import { inWords, roundingSeconds } from './time-words.ts'

const DAY = 86_400
/** Months and years have more than one customary length; any of them is right. */
const PERIODS: Readonly<Record<string, readonly number[]>> = {
  day: [DAY],
  week: [7 * DAY],
  month: [30, 28, 30.4375, 31].map((days) => days * DAY),
  quarter: [90, 91.3125, 92].map((days) => days * DAY),
  year: [365, 365.25, 360].map((days) => days * DAY),
}
const AMOUNT = '(\\d[\\d.,]{0,9}\\s?(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d))'
/** "43 minutes downtime/month", "86.4 seconds a day", "43.2 minutes of outage in 30 days". */
const AMOUNT_FIRST = new RegExp(
  `${AMOUNT}(?![\\w%])([^,;:()\\d|]{0,40}?)(?:/\\s?|\\bper |\\ba |\\beach |\\bin (?:a |one )?)(day|week|month|30 days|quarter|year)\\b(?!\\s+ago)`,
  'gi',
)
/** "Per month: 43.2 minutes", "Monthly downtime: 43.2 minutes". */
const PERIOD_FIRST = new RegExp(
  `^(?:per |each )?(day|dai|week|month|quarter|year)(?:ly)?\\b[^:\\d]{0,30}:\\s*[<≤~]?\\s?${AMOUNT}(?![\\w%])`,
  'i',
)
const NINES = /(?<![\d.])(9\d(?:\.\d{1,5})?)\s?%/

/** "99.9 % uptime (< 43 minutes downtime/month)", and labels such as "Per month: 43.2 minutes" below one objective. */
export function* downtimeFindings({ document }: Page): Iterable<LineFinding> {
  for (const inline of document.inlines) {
    if (!/downtime|unavailab|outage/i.test(inline.text)) continue
    const lines = inline.text.split('\n')
    for (let at = 0; at < lines.length; at++) {
      const objective = NINES.exec(lines[at]!)?.[1]
      if (objective !== undefined)
        yield* checkDowntime(lines[at]!.replace(NINES, ' '), Number(objective), inline.line + at)
    }
  }
  for (const section of outlineOf(document).sections) {
    const objective = soleObjective(section)
    if (objective === undefined) continue
    for (const { key, blocks } of labelledParts(section.blocks)) {
      if (!/downtime|unavailability|error budget/.test(key)) continue
      const [list] = blocks
      if (list?.kind !== 'list') continue
      for (const item of list.items) yield* checkDowntime(item.inline.text, objective, item.line)
    }
  }
}

/** The one availability a section speaks of before it lists downtimes. */
function soleObjective({ blocks }: Section): number | undefined {
  const found = new Set<number>()
  for (const block of blocks) {
    if (block.kind !== 'paragraph') continue
    for (const match of block.inline.text.matchAll(new RegExp(NINES, 'g'))) found.add(Number(match[1]))
  }
  const [only] = found
  return found.size === 1 ? only : undefined
}

function* checkDowntime(text: string, objective: number, line: number): Iterable<LineFinding> {
  const first = PERIOD_FIRST.exec(text)
  const pairs = first
    ? [{ amount: first[2]!, period: first[1]! }]
    : [...text.matchAll(AMOUNT_FIRST)].map((match) => ({ amount: match[1]!, period: match[3]! }))
  for (const { amount, period } of pairs) {
    const name = { '30 days': 'month', dai: 'day' }[period.toLowerCase()] ?? period.toLowerCase()
    const stated = readDuration(amount)
    if (!stated || stated.maxSeconds === 0) continue
    const allowed = PERIODS[name]!.map((seconds) => seconds * (1 - objective / 100))
    // Authors round: "43 minutes" for 43.2, "8.7 hours" for 8.76.
    if (allowed.some((seconds) => Math.abs(seconds - stated.maxSeconds) <= 0.035 * seconds + roundingSeconds(amount)))
      continue
    yield {
      line,
      message: `${objective} % leaves ${inWords(allowed[0]!)} of downtime a ${name}, not ${amount}`,
      hint: 'Correct the time, or the objective',
    }
  }
}
