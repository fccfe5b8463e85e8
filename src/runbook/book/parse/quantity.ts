import type { Quantity } from '../page.ts'

type Operator = NonNullable<Quantity['operator']>

const OPERATORS: Readonly<Record<string, Operator>> = {
  '<': '<',
  'less than': '<',
  below: '<',
  under: '<',
  'fewer than': '<',
  '<=': '<=',
  '=<': '<=',
  '≤': '<=',
  'at most': '<=',
  'up to': '<=',
  'no more than': '<=',
  maximum: '<=',
  max: '<=',
  '>': '>',
  'more than': '>',
  'greater than': '>',
  above: '>',
  over: '>',
  exceeds: '>',
  exceeding: '>',
  '>=': '>=',
  '=>': '>=',
  '≥': '>=',
  'at least': '>=',
  'no less than': '>=',
  minimum: '>=',
  min: '>=',
  '=': '=',
  '==': '=',
  '~': '~',
  '≈': '~',
  about: '~',
  approximately: '~',
  around: '~',
}

/** Written unit in lower case → the one spelling used from here on. */
const UNITS: Readonly<Record<string, string>> = {
  ...spell('%', '% percent'),
  ...spell('ns', 'ns nanosecond nanoseconds'),
  ...spell('µs', 'µs μs us microsecond microseconds'),
  ...spell('ms', 'ms msec msecs millisecond milliseconds'),
  ...spell('s', 's sec secs second seconds'),
  ...spell('min', 'm min mins minute minutes'),
  ...spell('h', 'h hr hrs hour hours'),
  ...spell('d', 'd day days'),
  ...spell('w', 'w wk week weeks'),
  ...spell('B', 'b byte bytes'),
  ...spell('KB', 'kb kib k'),
  ...spell('MB', 'mb mib'),
  ...spell('GB', 'gb gib g'),
  ...spell('TB', 'tb tib t'),
  ...spell('x', 'x times ×'),
}

/** Spelling → base unit and factor. Sizes count in powers of two, as `du -h` and dashboards do. */
const BASE: Readonly<Record<string, readonly [string, number]>> = {
  ns: ['s', 1e-9],
  µs: ['s', 1e-6],
  ms: ['s', 1e-3],
  s: ['s', 1],
  min: ['s', 60],
  h: ['s', 3600],
  d: ['s', 86_400],
  w: ['s', 604_800],
  B: ['B', 1],
  KB: ['B', 1024],
  MB: ['B', 1024 ** 2],
  GB: ['B', 1024 ** 3],
  TB: ['B', 1024 ** 4],
}

const MULTIPLIERS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 }

const NUMBER = '(?:\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,15})(?:\\.\\d{1,12})?'
const OPERATOR = Object.keys(OPERATORS)
  .sort((a, b) => b.length - a.length)
  .map((operator) => (/^[a-z]/.test(operator) ? `\\b${operator}\\b(?: of)?` : operator))
  .join('|')
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|')
const WORD_END = '(?![\\p{L}\\p{N}_])'
/** `%` is a unit in itself; every other unit ends where a word ends. */
const UNIT_GROUP = `(?:%|(?:${UNIT})${WORD_END})`

const QUANTITY = new RegExp(
  `(?<operator>${OPERATOR})?\\s{0,2}\\$?(?<![\\p{L}\\p{N}_.:/#-]|\\d\\s?[-–])` +
    `(?<low>${NUMBER})(?:(?<lowUnit>[\\s-]?${UNIT_GROUP})?\\s?(?:-|–|—|\\.\\.|to)\\s?(?<high>${NUMBER}))?` +
    `(?:(?<scale>[kKmMbB])(?=\\+|${WORD_END}\\s+\\p{L}))?(?<unit>[\\s-]?${UNIT_GROUP})?(?<plus>\\+)?` +
    `(?:\\s?(?<rate>(?:[a-z]{2,12}\\s?)?(?:\\/|\\bper\\s)\\s?(?:s|sec|second|min|minute|hour|h|day|d)${WORD_END}))?`,
  'giu',
)

/**
 * The first number of a text that measures something: `<100ms`, `70-85%`, `1M+ ops/sec`, `~3.7G`.
 * Numbers inside names (`P95`), versions, addresses, dates and status classes (`5xx`) are passed over.
 */
export function readQuantity(text: string): Quantity | undefined {
  return readQuantities(text, 1)[0]
}

/** All quantities of a text in order, at most `limit`. */
export function readQuantities(text: string, limit = Number.POSITIVE_INFINITY): readonly Quantity[] {
  const found: Quantity[] = []
  QUANTITY.lastIndex = 0
  for (let match = QUANTITY.exec(text); match && found.length < limit; match = QUANTITY.exec(text)) {
    const quantity = measure(match, text)
    if (quantity) found.push(quantity)
  }
  return found
}

function measure(match: RegExpExecArray, text: string): Quantity | undefined {
  const { operator, low, lowUnit, high, scale, unit, plus, rate } = match.groups!
  const end = match.index + match[0].length
  // What sticks to a number makes it a name, a version or an address: `5xx`, `2.10.7`, `10:00`, `4222/8222`.
  if (!rate && /^(?:[\p{L}\p{N}_]|[.:/-]\p{N})/u.test(text.slice(end, end + 2))) return undefined
  // `5m for` is five minutes, `5m+ ops` are five million.
  const small = (scale === 'm' || scale === 'b') && !plus
  const factor = scale && !small ? MULTIPLIERS[scale.toLowerCase()]! : 1
  const spelled = rate ? spellRate(rate) : spellUnit(small ? scale : (unit ?? lowUnit))
  const quantity: Quantity = { value: numberOf(low!) * factor, unit: spelled, text: match[0].trim() }
  if (operator) quantity.operator = OPERATORS[operator.toLowerCase().replace(/ of$/, '')]!
  else if (plus) quantity.operator = '>='
  if (high !== undefined) {
    quantity.upper = numberOf(high) * factor
    const lower = spellUnit(lowUnit)
    if (lowUnit && unit && lower !== spelled) quantity.value = convert(quantity.value, lower, spelled)
  }
  return quantity
}

function spellUnit(written: string | undefined): string {
  if (!written) return ''
  const name = written.replace(/^[\s-]/, '')
  // `5M` is a size, `5m` are minutes.
  if (name === 'M') return 'MB'
  return UNITS[name.toLowerCase()] ?? name
}

/** `ops/sec` → `ops/s`, `per hour` → `/h`. */
function spellRate(written: string): string {
  const [what = '', per = ''] = written.toLowerCase().split(/\s?(?:\/|\bper\s)\s?/)
  return `${what.trim()}/${UNITS[per] ?? per}`
}

const numberOf = (written: string) => Number(written.replaceAll(',', ''))

/** A value in its base unit: time in `s`, sizes in `B`, rates per second, everything else as it is. */
export function toBase(value: number, unit: string): { value: number; unit: string } {
  const [what, per] = unit.split('/')
  if (per !== undefined) {
    const period = BASE[per]
    return period ? { value: value / period[1], unit: `${what}/${period[0]}` } : { value, unit }
  }
  const base = BASE[unit]
  return base ? { value: value * base[1], unit: base[0] } : { value, unit }
}

/** True when two units measure the same thing and can be compared: `ms` and `h`, `GB` and `MB`. */
export function sameUnit(a: string, b: string): boolean {
  return toBase(1, a).unit === toBase(1, b).unit
}

/** A value in another unit of the same kind; unchanged when the units cannot be compared. */
function convert(value: number, from: string, to: string): number {
  return sameUnit(from, to) ? toBase(value, from).value / toBase(1, to).value : value
}

function spell(unit: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, unit]))
}
