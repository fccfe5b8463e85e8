/**
 * Which repetitions of a calendar are followed. The reader's library never ends on some that cannot happen (30 February, day by day) and computes
 * others wrongly, so only those of real calendars of holidays and absences are given to it.
 */

const PARTS: Readonly<Record<string, readonly string[]>> = {
  DAILY: [],
  WEEKLY: ['byday'],
  MONTHLY: ['byday', 'bymonthday'],
  YEARLY: ['byday', 'bymonthday', 'bymonth'],
}
const ALWAYS = ['freq', 'interval', 'until', 'count', 'wkst']
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Why a rule is not followed, in words; undefined when it is. Rules come as jCal has them: lower-case names, lists where there are several. */
export function whyNotRepeated(rule: Readonly<Record<string, unknown>>): string | undefined {
  const frequency = String(rule.freq)
  const parts = PARTS[frequency]
  if (!parts) return `its repetition ${frequency.slice(0, 20)} is not followed`
  const other = Object.keys(rule).find((key) => !ALWAYS.includes(key) && !parts.includes(key))
  if (other !== undefined) return `${other.toUpperCase()} in its repetition is not followed`
  const interval = Number(rule.interval ?? 1)
  if (!Number.isInteger(interval) || interval < 1 || interval > 1000)
    return 'the interval of its repetition is no number'
  if (rule.byday !== undefined && rule.bymonthday !== undefined) return 'its repetition names weekdays and days at once'
  if (rule.byday !== undefined && frequency === 'YEARLY' && rule.bymonth === undefined)
    return 'its repetition counts weekdays of a year'
  return daysThatAre(rule, frequency) ? undefined : 'its repetition names days that do not exist'
}

function daysThatAre(rule: Readonly<Record<string, unknown>>, frequency: string): boolean {
  const months = numbers(rule.bymonth)
  const weekday = frequency === 'WEEKLY' ? /^(?:MO|TU|WE|TH|FR|SA|SU)$/ : /^(?:[+-]?[1-4]|-5)?(?:MO|TU|WE|TH|FR|SA|SU)$/
  const longest = months.length > 0 ? Math.min(...months.map((month) => MONTH_DAYS[month - 1] ?? 0)) : 31
  return (
    months.every((month) => Number.isInteger(month) && month >= 1 && month <= 12) &&
    list(rule.byday).every((day) => weekday.test(String(day))) &&
    numbers(rule.bymonthday).every((day) => Number.isInteger(day) && day !== 0 && Math.abs(day) <= longest)
  )
}

const list = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])
const numbers = (value: unknown): readonly number[] => list(value).map(Number)
