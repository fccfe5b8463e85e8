import { readDuration } from '../../../kit/duration.ts'
import type { Table } from '../document.ts'
import type { Page } from '../page.ts'
import { cellText } from '../parse/columns.ts'
import { outlineOf } from '../parse/outline.ts'
import type { LineFinding } from './line-findings.ts'
import { inWords, roundingSeconds } from './time-words.ts'

const DAY = 86_400
const BURN =
  /(\d{1,3}(?:\.\d{1,3})?)\s?%\s[^%.()]{0,40}?\bin\s+([^()%]{3,30}?)\s*\(\s*~?(\d{1,4}(?:\.\d{1,3})?)\s?[x×]/gi

/** "5 % of the budget in 1 hour (6x)", and tables of burn rates with the time until the budget is gone. */
export function* burnFindings({ document, slos }: Page): Iterable<LineFinding> {
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
        line,
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

function* burnTable(table: Table, window: number): Iterable<LineFinding> {
  const rate = table.header.findIndex(({ text }) => /burn rate/i.test(text))
  const exhaustion = table.header.findIndex(({ text }) => /exhaust|depleted|gone|runs out/i.test(text))
  if (rate < 0 || exhaustion < 0) return
  for (const row of table.rows) {
    const multiple = /^~?(\d{1,4}(?:\.\d{1,3})?)\s?[x×]?$/i.exec(cellText(row, rate))?.[1]
    const stated = readDuration(cellText(row, exhaustion))
    if (multiple === undefined || Number(multiple) === 0 || !stated) continue
    const actual = window / Number(multiple)
    if (Math.abs(actual - stated.maxSeconds) <= 0.06 * actual + roundingSeconds(stated.text)) continue
    yield {
      line: row.line,
      message: `At ${multiple}x a budget of ${inWords(window)} lasts ${inWords(Math.round(actual))}, not ${stated.text}`,
      hint: 'Correct the time or the rate',
    }
  }
}
