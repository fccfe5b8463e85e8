/** A stretch of time as people write it: `< 30 seconds`, `1-2 hours`, `Immediate (within 5 minutes)`. */
export interface Duration {
  /** 0 where only an upper bound is given. */
  minSeconds: number
  /** Equal to `minSeconds` for a single value, also for an open one such as `> 4 hours`. */
  maxSeconds: number
  /** The author's characters, with the sign or word that bounds it. */
  text: string
}

/** A rhythm: `weekly`, `every 30 minutes`. */
interface Cadence {
  /** Days between two occurrences; a fraction below one day. */
  days: number
  text: string
}

const SECOND = 1
const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** Seconds of one unit. A month counts 30 days, a quarter 90, a year 365; a business day counts as a day. */
const UNITS: Readonly<Record<string, number>> = {
  ...unit('ms msec msecs millisecond milliseconds', SECOND / 1000),
  ...unit('s sec secs second seconds', SECOND),
  ...unit('m min mins minute minutes', MINUTE),
  ...unit('h hr hrs hour hours', HOUR),
  ...unit('d day days', DAY),
  ...unit('w wk wks week weeks', 7 * DAY),
  ...unit('month months', 30 * DAY),
  ...unit('quarter quarters', 90 * DAY),
  ...unit('y yr yrs year years', 365 * DAY),
}

const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

const NUMBER = `(?:\\d{1,3}(?:,\\d{3}){1,3}|\\d{1,9})(?:\\.\\d{1,9})?|(?:${WORDS.join('|')})(?=[\\s-])`
const UNIT =
  'milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|months?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|quarters?|years?|yrs?|y'
const BOUND = 'within|under|below|up to|less than|fewer than|at most|no more than|not more than|maximum of|max'

const AMOUNT_SOURCE =
  `(?<bound>(?:(?:${BOUND})(?: the)?(?: first)?\\s|[<≤]=?\\s?))?(?<sign>[~≈>≥]=?\\s?)?` +
  `(?<low>${NUMBER})(?:[\\s-]{0,2}(?<lowUnit>${UNIT})(?![\\p{L}_+]))?` +
  `(?:\\s?(?:-|–|—|\\.\\.|to|(?<=between [\\d.,]{1,9}\\s?)and)\\s?(?<high>${NUMBER}))?` +
  `(?:[\\s-]{0,2}(?:business |working |calendar )?(?<unit>${UNIT})(?![\\p{L}_+]))?`
const AMOUNT = new RegExp(`(?<![\\p{L}\\d_.$€£])${AMOUNT_SOURCE}`, 'giu')
/** The same right behind another amount, where a letter may stand before it: `1h30m`. */
const MORE = new RegExp(AMOUNT_SOURCE, 'iuy')

const IMMEDIATE = /(?:^|\()\s*immediate(?:ly)?\b(?=\s*(?:$|[().,;:!—–-]))/i
const AT_ONCE_BUT = /^\s*\(([^()]{1,60})\)/

/**
 * The first duration of a text. `Immediate` at its start, or alone in parentheses, is zero seconds,
 * or the bound that follows it in parentheses. Percentages, `p95`, `5xx` and counts such as `10m+ ops` are none.
 */
export function readDuration(text: string): Duration | undefined {
  const atOnce = IMMEDIATE.exec(text)
  if (!atOnce) return nextDuration(text, 0)?.duration
  const word = atOnce[0].replace(/^\(?\s*/, '')
  const behind = AT_ONCE_BUT.exec(text.slice(atOnce.index + atOnce[0].length))
  const bound = behind ? nextDuration(behind[1]!, 0)?.duration : undefined
  return { minSeconds: 0, maxSeconds: bound?.maxSeconds ?? 0, text: bound ? word + behind![0] : word }
}

/** Every duration of a text, in order; `1 hour 30 minutes` is one. */
export function readDurations(text: string): readonly Duration[] {
  const found: Duration[] = []
  for (let next = nextDuration(text, 0); next; next = nextDuration(text, next.end)) found.push(next.duration)
  return found
}

const BUDGET = /\(([^()]{1,60})\)/g

/**
 * A duration that is all there is between parentheses: `Phase 2: Setup (1-2 hours)`, `Triage (Immediate)`.
 * `High latency (P99 > 100ms)` has none.
 */
export function readTimeBudget(title: string): Duration | undefined {
  for (const [, inside] of title.matchAll(BUDGET)) {
    const content = inside!.trim()
    const duration = readDuration(content)
    if (duration && content.length - duration.text.length <= 1) return duration
  }
  return undefined
}

function nextDuration(text: string, from: number): { duration: Duration; end: number } | undefined {
  AMOUNT.lastIndex = from
  for (let match = AMOUNT.exec(text); match; match = AMOUNT.exec(text)) {
    const amount = measure(match)
    if (!amount) continue
    let { min, max, end } = amount
    // `2 hours 30 minutes`: a smaller unit right behind belongs to the same duration.
    for (let smallest = amount.unit; ; ) {
      const gap = /^(?:\s*and\s+|\s{0,2})(?=\d)/.exec(text.slice(end, end + 6))
      if (!gap) break
      MORE.lastIndex = end + gap[0].length
      const more = MORE.exec(text)
      const part = more ? measure(more) : undefined
      if (!part || part.min !== part.max || part.unit >= smallest) break
      min += min === 0 && max > 0 ? 0 : part.min
      max += part.max
      end = part.end
      smallest = part.unit
    }
    return { duration: { minSeconds: min, maxSeconds: max, text: text.slice(match.index, end).trim() }, end }
  }
  return undefined
}

interface Amount {
  min: number
  max: number
  /** Seconds of the unit, to know what may follow it. */
  unit: number
  end: number
}

/** Reads one match; leaves the regular expression behind what it used. */
function measure(match: RegExpExecArray): Amount | undefined {
  const { bound, low, lowUnit, high, unit: lastUnit } = match.groups!
  const last = secondsOf(lastUnit)
  const first = secondsOf(lowUnit) ?? last
  if (first === undefined) return undefined
  const whole = match.index + match[0].length
  const value = round(numberOf(low!) * first)
  if (high === undefined || last === undefined) {
    // Without an upper end only the first number and its unit were meant: `5 min to 12 nodes`.
    const end = high === undefined ? whole : match.index + match[0].lastIndexOf(lowUnit!) + lowUnit!.length
    AMOUNT.lastIndex = end
    return { min: bound ? 0 : value, max: value, unit: first, end }
  }
  return { min: value, max: Math.max(value, round(numberOf(high) * last)), unit: last, end: whole }
}

function secondsOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  // `M` is a million or a megabyte, `S` and `D` are names; only the long words may be capitalised.
  if (written.length === 1 && written !== written.toLowerCase()) return undefined
  return UNITS[written.toLowerCase()]
}

function numberOf(written: string): number {
  const word = WORDS.indexOf(written.toLowerCase())
  return word >= 0 ? word : Number(written.replaceAll(',', ''))
}

/** Milliseconds are the finest unit; this keeps `43.2 min` from becoming 2592.0000000000005. */
const round = (seconds: number) => Math.round(seconds * 1000) / 1000

/** Days of each rhythm, in the order of the groups of `RHYTHM`. */
const RHYTHM_DAYS = [182, 14, 1 / 24, 1, 7, 30, 90, 365]
const RHYTHM = new RegExp(
  '\\b(?:(semi-?annual(?:ly)?|half-?yearly|bi-?annual(?:ly)?|twice (?:a|per) year)|(bi-?weekly|fortnightly)|' +
    [
      ['hourly', 'hour'],
      ['daily|nightly', 'day|night|morning'],
      ['weekly', 'week'],
      ['monthly', 'month'],
      ['quarterly', 'quarter'],
      ['annual(?:ly)?|yearly', 'year'],
    ]
      .map(([word, period]) => `(${word}|(?:every|each|once (?:an?|per)|per) (?:${period}))`)
      .join('|') +
    ')\\b',
  'iu',
)
const EVERY = /\b(?:every|each)\s+(?=\d|one|two|three|four|five|six)/i
const TIMES = /\b(\d{1,3})-hourly\b/i
/** No rhythm is written without one of these; most texts stop here. */
const RHYTHMIC =
  /hourly|daily|nightly|weekly|monthly|quarterly|annual|yearly|every|each|\bper\b|\bonce\b|twice|fortnight/i

/** The first rhythm of a text: `Weekly`, `every 3 months`, `2-hourly`. A plain duration is none. */
export function readCadence(text: string): Cadence | undefined {
  if (!RHYTHMIC.test(text)) return undefined
  const candidates: (Cadence & { at: number })[] = []
  const every = EVERY.exec(text)
  if (every) {
    const start = every.index + every[0].length
    const next = nextDuration(text, start)
    if (next && text.startsWith(next.duration.text, start)) {
      const days = next.duration.maxSeconds / DAY
      candidates.push({ days, text: text.slice(every.index, next.end).trim(), at: every.index })
    }
  }
  const times = TIMES.exec(text)
  if (times) candidates.push({ days: Number(times[1]) / 24, text: times[0], at: times.index })
  const rhythm = RHYTHM.exec(text)
  if (rhythm) {
    const group = rhythm.slice(1).findIndex((matched) => matched !== undefined)
    candidates.push({ days: RHYTHM_DAYS[group]!, text: rhythm[0], at: rhythm.index })
  }
  const first = candidates.sort((a, b) => a.at - b.at)[0]
  return first && { days: first.days, text: first.text }
}

function unit(names: string, seconds: number): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name) => [name, seconds]))
}
