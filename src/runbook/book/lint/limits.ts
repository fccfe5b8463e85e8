import type { AlertRule, RuleLimit } from '../artifact/alert-rules.ts'
import { readLimit } from '../artifact/alert-rules.ts'
import type { Quantity } from '../page.ts'
import { sameUnit, toBase } from '../parse/quantity.ts'

/** Whether two statements of a limit agree; `unlike` when they measure different things. */
export type Agreement = 'same' | 'different' | 'unlike' | 'unknown'

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 + 1e-6 * Math.max(Math.abs(a), Math.abs(b))

/** Compares two quantities that people wrote, in whatever units. */
export function compareQuantities(a: Quantity, b: Quantity): Agreement {
  if (!sameUnit(a.unit, b.unit)) return a.unit === '' || b.unit === '' ? 'unknown' : 'unlike'
  const [left, right] = [baseOf(a), baseOf(b)]
  return near(left.low, right.low) && near(left.high, right.high) ? 'same' : 'different'
}

function baseOf({ value, upper, unit }: Quantity): { low: number; high: number } {
  return { low: toBase(value, unit).value, high: toBase(upper ?? value, unit).value }
}

/** Compares what a page says of an alert's limit with the expression of its rule. */
export function compareWithRule(quantity: Quantity, { expr }: AlertRule): Agreement {
  const limit = expr && readLimit(expr.text)
  if (!limit) return 'unknown'
  const { value, unit } = toBase(quantity.value, quantity.unit)
  switch (unit) {
    case '%':
      return comparePercent(value, limit, expr.text)
    case 's':
      return compareSeconds(value, limit, expr.text)
    case 'B':
      // Both ways to count are in use: 8 GB may be 8e9 or 8 * 1024^3 bytes.
      return [1024, 1000].some((base) => near(bytes(quantity, base), limit.value))
        ? 'same'
        : /_bytes\b/.test(expr.text)
          ? 'different'
          : 'unknown'
    default:
      return near(value, limit.value) ? 'same' : unit === '' ? 'different' : 'unknown'
  }
}

function comparePercent(value: number, limit: RuleLimit, expr: string): Agreement {
  if (near(limit.value, value) || near(limit.value * 100, value)) return 'same'
  if (limit.value > 1 && !/\*\s*100\b|percent|_ratio|_pct/i.test(expr)) return limit.value > 100 ? 'unlike' : 'unknown'
  return 'different'
}

function compareSeconds(value: number, limit: RuleLimit, expr: string): Agreement {
  if (near(limit.value, value) || near(limit.value, value * 1000)) return 'same'
  return /_seconds|_ms\b|_milliseconds|duration|latency/i.test(expr) ? 'different' : 'unknown'
}

const POWERS: Readonly<Record<string, number>> = { B: 0, KB: 1, MB: 2, GB: 3, TB: 4 }
const bytes = ({ value, unit }: Quantity, base: number) => value * base ** (POWERS[unit] ?? 0)
