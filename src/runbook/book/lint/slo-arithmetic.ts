import { readDuration } from '../../../kit/duration.ts'
import type { Section, Table } from '../document.ts'
import type { Page } from '../page.ts'
import { cellText } from '../parse/columns.ts'
import { itemTexts, labelledParts, outlineOf } from '../parse/outline.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { inWords } from './time-words.ts'

/** The figures that follow from an objective are what follows from it. */
export const sloArithmetic: Rule = {
  id: 'RB602',
  name: 'slo-arithmetic',
  summary: 'Allowed downtime, burn rates and error budget policies agree with the objective they are derived from.',
  why:
    'An alert "5 % of the budget in one hour" is not the same as a burn rate of 6: over 30 days it is 36. Whoever sets ' +
    'the alert from the page sets it six times too tight or too loose. Wrong downtimes end up in contracts.',
  severity: 'error',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'A burn rate that does not follow',
      bad: page(
        '# SLO',
        '',
        '| SLO | Target | Window |',
        '| --- | --- | --- |',
        '| Availability | 99.9% | 30-day rolling |',
        '',
        '**Fast burn**: 5% of the budget in 1 hour (6x) ⟵',
      ),
      good: page(
        '# SLO',
        '',
        '| SLO | Target | Window |',
        '| --- | --- | --- |',
        '| Availability | 99.9% | 30-day rolling |',
        '',
        '**Fast burn**: 5% of the budget in 1 hour (36x)',
      ),
    },
    {
      title: 'A downtime that does not follow',
      bad: page('# SLO', '', '## Availability', '', '**Target**: 99.9% uptime (< 4.3 minutes downtime/month) ⟵'),
      good: page('# SLO', '', '## Availability', '', '**Target**: 99.9% uptime (< 43 minutes downtime/month)'),
    },
    {
      title: 'A policy with a gap',
      bad: page(
        '# SLO',
        '',
        '## Error budget policy',
        '',
        '### When the budget is low (< 10%) ⟵',
        '',
        'Freeze.',
        '',
        '### When the budget is healthy (> 50%)',
        '',
        'Go on.',
      ),
      good: page(
        '# SLO',
        '',
        '## Error budget policy',
        '',
        '### When the budget is low (< 50%)',
        '',
        'Freeze.',
        '',
        '### When the budget is healthy (>= 50%)',
        '',
        'Go on.',
      ),
    },
  ],
  *page(page) {
    const { text } = page.document
    const percent = text.includes('%')
    if (percent && /9\d(?:\.\d+)?\s?%/.test(text) && /downtime|outage|unavailab|error budget/i.test(text)) {
      yield* downtimeFindings(page)
    }
    if (!/budget/i.test(text)) return
    yield* burnFindings(page)
    if (percent) yield* gapFindings(page)
  },
}

const lineSpan = (line: number) => ({ line, column: 1, endLine: line, endColumn: 1 })

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
function* downtimeFindings({ document }: Page): Iterable<Finding> {
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

function* checkDowntime(text: string, objective: number, line: number): Iterable<Finding> {
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
    if (allowed.some((seconds) => Math.abs(seconds - stated.maxSeconds) <= 0.035 * seconds + rounding(amount))) continue
    yield {
      span: lineSpan(line),
      message: `${objective} % leaves ${inWords(allowed[0]!)} of downtime a ${name}, not ${amount}`,
      hint: 'Correct the time, or the objective',
    }
  }
}

/** Half of the last digit that is written. */
function rounding(text: string): number {
  const match = /(\d+)(?:\.(\d+))?\s*([a-z]+)/i.exec(text)
  if (!match) return 0
  const unit = readDuration(`1 ${match[3]}`)?.maxSeconds ?? 0
  return 0.5 * unit * 10 ** -(match[2]?.length ?? 0)
}

const BURN =
  /(\d{1,3}(?:\.\d{1,3})?)\s?%\s[^%.()]{0,40}?\bin\s+([^()%]{3,30}?)\s*\(\s*~?(\d{1,4}(?:\.\d{1,3})?)\s?[x×]/gi

/** "5 % of the budget in 1 hour (6x)", and tables of burn rates with the time until the budget is gone. */
function* burnFindings({ document, slos }: Page): Iterable<Finding> {
  const window = budgetWindow(slos)
  for (const inline of document.inlines) {
    if (!/%/.test(inline.text) || !/\d\s?[x×]/i.test(inline.text)) continue
    for (const match of inline.text.matchAll(BURN)) {
      const share = Number(match[1]) / 100
      const span = readDuration(match[2]!)?.maxSeconds
      if (!span || !/budget|burn/i.test(inline.text)) continue
      const rate = (share * window) / span
      if (Math.abs(rate - Number(match[3])) <= 0.06 * rate + 0.5) continue
      const line = inline.line + inline.text.slice(0, match.index).split('\n').length - 1
      yield {
        span: lineSpan(line),
        message: `${match[1]} % of a budget of ${inWords(window)} in ${match[2]!.trim()} is a burn rate of ${Math.round(rate * 10) / 10}x, not ${match[3]}x`,
        hint: 'Set the alert by the rate that is meant and correct the other figure',
      }
    }
  }
  for (const { table } of outlineOf(document).tables) yield* burnTable(table, window)
}

function budgetWindow(slos: Page['slos']): number {
  const named = slos.filter(({ windowSeconds }) => windowSeconds !== undefined)
  const budget =
    named.find(({ name }) => /budget|availab|success|uptime/i.test(name)) ??
    named.find(({ windowSeconds }) => windowSeconds! >= DAY)
  return budget?.windowSeconds !== undefined && budget.windowSeconds >= DAY ? budget.windowSeconds : 30 * DAY
}

function* burnTable(table: Table, window: number): Iterable<Finding> {
  const rate = table.header.findIndex(({ text }) => /burn rate/i.test(text))
  const exhaustion = table.header.findIndex(({ text }) => /exhaust|depleted|gone|runs out/i.test(text))
  if (rate < 0 || exhaustion < 0) return
  for (const row of table.rows) {
    const multiple = /^~?(\d{1,4}(?:\.\d{1,3})?)\s?[x×]?$/i.exec(cellText(row, rate))?.[1]
    const stated = readDuration(cellText(row, exhaustion))
    if (multiple === undefined || Number(multiple) === 0 || !stated) continue
    const actual = window / Number(multiple)
    if (Math.abs(actual - stated.maxSeconds) <= 0.06 * actual + rounding(stated.text)) continue
    yield {
      span: lineSpan(row.line),
      message: `At ${multiple}x a budget of ${inWords(window)} lasts ${inWords(Math.round(actual))}, not ${stated.text}`,
      hint: 'Correct the time or the rate',
    }
  }
}

/** Limits that a policy attaches actions to: `(< 10%)`, `(> 50%)`, `(10-50%)`. */
interface Band {
  low: number
  high: number
  line: number
  text: string
}

const BAND =
  /\(\s*(?:(<=?|≤|>=?|≥)\s*(\d{1,3}(?:\.\d+)?)\s?%|(\d{1,3}(?:\.\d+)?)\s?%?\s*(?:-|–|to)\s*(\d{1,3}(?:\.\d+)?)\s?%)[^()]*\)/

/** A policy on the error budget that says what to do below one share and above another, and nothing in between. */
function* gapFindings({ document }: Page): Iterable<Finding> {
  for (const section of outlineOf(document).sections) {
    if (!/budget/i.test(section.title) && !section.children.some(({ title }) => /budget/i.test(title))) continue
    const titles = [
      ...section.children.map(({ title, line }) => ({ text: title, line })),
      ...labelledParts(section.blocks).map(({ name, qualifier, line }) => ({
        text: qualifier ? `${name} (${qualifier})` : name,
        line,
      })),
      ...section.blocks.flatMap((block) =>
        block.kind === 'list' ? itemTexts([block]).map((text) => ({ text, line: block.line })) : [],
      ),
    ]
    const bands = titles
      .flatMap(({ text, line }) => bandOf(text, line) ?? [])
      .sort((a, b) => a.low - b.low || a.high - b.high)
    if (bands.length < 2) continue
    let covered = bands[0]!
    for (const band of bands.slice(1)) {
      if (band.low > covered.high) {
        yield {
          span: lineSpan(covered.line),
          message: `The policy says what to do up to ${covered.high} % and from ${band.low} % (line ${band.line}), but nothing for what lies between`,
          hint: 'Move one of the limits, or add a stage in between',
        }
        break
      }
      if (band.high > covered.high) covered = band
    }
  }
}

function bandOf(text: string, line: number): Band | undefined {
  const match = BAND.exec(text)
  if (!match) return undefined
  const [, sign, limit, from, to] = match
  if (from !== undefined) return { low: Number(from), high: Number(to), line, text }
  const value = Number(limit)
  return sign!.startsWith('<') || sign === '≤'
    ? { low: Number.NEGATIVE_INFINITY, high: value, line, text }
    : { low: value, high: Number.POSITIVE_INFINITY, line, text }
}
