import type { Quantity, Threshold } from '../page.ts'
import { sameUnit, toBase } from './quantity.ts'

type Direction = Threshold['direction']
type Limits = Pick<Threshold, 'target' | 'warning' | 'critical' | 'alertIf'>

/** What a value means under a threshold row; `between` where the row says nothing about it. */
type ThresholdState = 'ok' | 'warning' | 'critical' | 'between'

const BETTER_HIGH =
  /\b(?:hit (?:rate|ratio)|availab\w*|success\w*|uptime|free|throughput|apdex|coverage|headroom|remaining|compliance|rps|qps|(?:ops|requests|operations)(?:\/s| per)|healthy|idle)/i
const BETTER_LOW =
  /\b(?:latenc\w*|errors?|fail\w*|usage|utili[sz]ation|cpu|memory|lag|queue\w*|backlog|response time|duration|lost|loss|drop\w*|restarts?|evict\w*|depth|rss|load|age|delay|pending|conflicts?|miss(?:es)? rate|i\/o)/i

/**
 * Whether more is better, from the row itself: first its comparison signs, then the order of its numbers,
 * and only then the name of what is measured.
 */
export function readDirection(metric: string, limits: Limits): Direction {
  return bySign(limits) ?? byOrder(limits) ?? byName(metric)
}

function bySign({ target, warning, critical, alertIf }: Limits): Direction | undefined {
  const side = target?.operator?.[0]
  if (side === '<') return 'lower-is-better'
  if (side === '>') return 'higher-is-better'
  for (const limit of [critical, warning, alertIf]) {
    // "Down for more than a minute" says nothing about a target in percent.
    if (target && limit && !sameUnit(target.unit, limit.unit)) continue
    if (limit?.operator?.[0] === '<') return 'higher-is-better'
    if (limit?.operator?.[0] === '>') return 'lower-is-better'
  }
  return undefined
}

function byOrder({ target, warning, critical }: Limits): Direction | undefined {
  const [first, ...rest] = [target, warning, critical].filter((limit) => limit !== undefined)
  const last = rest.at(-1)
  if (!first || !last || !sameUnit(first.unit, last.unit)) return undefined
  const from = toBase(first.value, first.unit).value
  const to = toBase(last.upper ?? last.value, last.unit).value
  if (from === to) return undefined
  return from < to ? 'lower-is-better' : 'higher-is-better'
}

function byName(metric: string): Direction {
  const high = BETTER_HIGH.exec(metric)
  const low = BETTER_LOW.exec(metric)
  if (high && low)
    return high.index + high[0].length > low.index + low[0].length ? 'higher-is-better' : 'lower-is-better'
  if (high) return 'higher-is-better'
  return low ? 'lower-is-better' : 'unknown'
}

/**
 * What a measured value means under a threshold row. The worst statement that covers the value wins, so a border
 * that two cells share belongs to the worse one. A bare number is "at least" or "at most" by the row's direction;
 * where that is unknown, more is taken to be worse.
 *
 * @param value in `unit`, or without one in the unit the row is written in
 */
export function judge(threshold: Threshold, value: number, unit?: string): ThresholdState {
  const { target, warning, critical, alertIf, direction } = threshold
  const own = unit ?? [target, warning, critical, alertIf].find((limit) => limit?.unit)?.unit ?? ''
  const measured = (limit: Quantity) => toBase(value, limit.unit === '' ? '' : own).value
  // A limit in another kind of unit speaks of something else, for instance of how long a state lasts.
  const speaks = (limit: Quantity | undefined) =>
    limit && (limit.unit === '' || own === '' || sameUnit(limit.unit, own))
  const bad = (limit: Quantity | undefined) =>
    limit && speaks(limit) && covers(limit, measured(limit), direction !== 'higher-is-better')
  if (bad(critical)) return 'critical'
  if (bad(warning) || bad(alertIf)) return 'warning'
  if (target && speaks(target))
    return covers(target, measured(target), direction === 'higher-is-better') ? 'ok' : 'between'
  const milder = [warning, alertIf, critical].find(speaks)
  if (!milder || direction === 'unknown') return 'between'
  const { low, high } = bounds(milder)
  return (direction === 'higher-is-better' ? measured(milder) >= high : measured(milder) <= low) ? 'ok' : 'between'
}

/** @param upwards whether a bare number covers what lies above it */
function covers(limit: Quantity, value: number, upwards: boolean): boolean {
  const { low, high } = bounds(limit)
  if (limit.upper !== undefined) return value >= low && value <= high
  switch (limit.operator) {
    case '<':
      return value < low
    case '<=':
      return value <= low
    case '>':
      return value > low
    case '>=':
      return value >= low
    default:
      return upwards ? value >= low : value <= low
  }
}

function bounds(limit: Quantity): { low: number; high: number } {
  const low = toBase(limit.value, limit.unit).value
  const high = limit.upper === undefined ? low : toBase(limit.upper, limit.unit).value
  return low <= high ? { low, high } : { low: high, high: low }
}
