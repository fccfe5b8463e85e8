import type { Expectation, Quantity } from '../../book/page.ts'
import { readQuantities, sameUnit, toBase } from '../../book/parse/quantity.ts'
import { failed, passed, unverified, type Verdict } from './verdict.ts'

type Comparison = NonNullable<Expectation['comparison']>

/** `~` allows this share of the expected value in either direction. */
export const ABOUT = 0.2

/** Output longer than this is no place to look for one number. */
const LONGEST = 64 * 1024

/**
 * Compares the numbers of an output with an expectation. The author does not say which number is meant, so it is decided
 * only where all candidates agree: those with a comparable unit, else those without a unit.
 */
export function decideNumber(expectation: Expectation, text: string): Verdict {
  const { comparison } = expectation
  if (!comparison) return unverified('the number that is expected is not known')
  if (comparison.unit === 'version') return decideVersion(expectation, comparison, text)
  const wanted = showComparison(comparison)
  if (text.length > LONGEST)
    return unverified(`expected ${wanted}; the output is too long to tell which number is meant`)
  const candidates = candidatesIn(text, comparison)
  const doubtful = candidates.find((candidate) => candidate.doubtful)
  if (doubtful) return unverified(`expected ${wanted}, saw ${doubtful.shown}: a share or a percentage`)
  return agree(
    candidates.map(({ value, shown }) => ({ shown, holds: holds(value, comparison) })),
    wanted,
  )
}

interface Candidate {
  /** In the unit of the comparison. */
  value: number
  shown: string
  doubtful: boolean
}

/** An output that is nothing but a number, as programs print it. */
const BARE = /^[+-]?\d{1,300}(?:\.\d{1,300})?(?:e[+-]?\d{1,3})?$/i

function candidatesIn(text: string, { unit = '', value: wanted }: Comparison): readonly Candidate[] {
  const bare = text.trim()
  const all: readonly Pick<Quantity, 'value' | 'unit'>[] = BARE.test(bare)
    ? [{ value: Number(bare), unit: '' }]
    : readQuantities(text, 1000)
  const comparable = all.filter((quantity) => unit !== '' && quantity.unit !== '' && sameUnit(quantity.unit, unit))
  const plain = all.filter((quantity) => quantity.unit === '' || unit === '')
  return (comparable.length > 0 ? comparable : plain).map(({ value, unit: own }) => {
    const shown = showNumber(value, own)
    // 0.97 where a percentage is expected may be a share; 97% where a share is expected is one hundredth of it.
    if (unit === '%' && own === '') return { value, shown, doubtful: Math.abs(value) <= 1 && Math.abs(wanted) > 1 }
    if (unit === '' && own === '%' && Math.abs(wanted) <= 1) return { value: value / 100, shown, doubtful: false }
    return { value: inUnit(value, own, unit), shown, doubtful: false }
  })
}

const showNumber = (value: number, unit: string): string =>
  `${Number(value.toPrecision(12))}${unit === '%' ? '%' : unit && ` ${unit}`}`

const inUnit = (value: number, from: string, to: string): number =>
  from !== '' && to !== '' && sameUnit(from, to) ? toBase(value, from).value / toBase(1, to).value : value

function holds(seen: number, { operator, value, upper }: Comparison): boolean {
  const high = upper ?? value
  switch (operator) {
    case '<':
      return seen < high
    case '<=':
      return seen <= high
    case '>':
      return seen > value
    case '>=':
      return seen >= value
    case '~':
      return seen >= value - Math.abs(value) * ABOUT && seen <= high + Math.abs(high) * ABOUT
    default:
      return upper === undefined ? seen === value : seen >= value && seen <= upper
  }
}

function showComparison({ operator, value, upper, unit = '' }: Comparison): string {
  const number = upper === undefined ? showNumber(value, unit) : `${value}-${showNumber(upper, unit)}`
  return `${operator === '=' ? '' : `${operator} `}${number}`
}

const VERSION = /(?<![\p{L}\p{N}_.])v?(\d{1,9}(?:\.\d{1,9}){1,3})(?![.]?\d)/giu

/** Versions compare by their parts; the candidates are all versions of the output. */
function decideVersion(expectation: Expectation, comparison: Comparison, text: string): Verdict {
  const wanted = expectation.values?.[0] ?? ''
  if (!/^\d{1,9}(?:\.\d{1,9}){0,3}$/.test(wanted)) return unverified('the version that is expected is not known')
  const { operator } = comparison
  const seen = Array.from(text.slice(0, LONGEST).matchAll(VERSION), (match) => match[1]!)
  return agree(
    seen.map((version) => ({ shown: version, holds: holds(compareVersions(version, wanted), { operator, value: 0 }) })),
    `version ${operator === '=' ? '' : `${operator} `}${wanted}`,
  )
}

/** The verdict on which all candidates agree. */
function agree(candidates: readonly { shown: string; holds: boolean }[], wanted: string): Verdict {
  if (candidates.length === 0) return failed(`expected ${wanted}, saw none`)
  const all = [...new Set(candidates.map(({ shown }) => shown))]
  const seen = all.length > 4 ? `${all.slice(0, 4).join(', ')} and ${all.length - 4} more` : all.join(', ')
  const words = `expected ${wanted}, saw ${seen}`
  if (candidates.every((candidate) => candidate.holds)) return passed(words)
  if (!candidates.some((candidate) => candidate.holds)) return failed(words)
  return unverified(`${words}: it is not said which one is meant`)
}

/** Negative where the first is older; missing parts count as zero. */
function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = (left[at] ?? 0) - (right[at] ?? 0)
    if (order !== 0) return order
  }
  return 0
}
