/** The days of a schedule on a terminal: a strip of hours where there is room, and in words who is on from when. */

import type { Zone } from '../response/oncall/zone/zone.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import { durationWords } from '../runbook/report/time-words.ts'
import { clockWords, dayWords, peopleWords } from './oncall-lines.ts'
import type { ShownShift } from './oncall-source.ts'

export interface Preview {
  readonly schedule: string
  readonly zone: Zone
  /** The first midnight and the last, as local times. */
  readonly days: { readonly from: number; readonly until: number }
  readonly shifts: readonly ShownShift[]
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Below so many columns there is no strip. */
const STRIP_FROM = 64

interface Part {
  readonly from: number
  readonly until: number
  readonly logins: readonly string[]
}

export function previewLines({ schedule, zone, days, shifts }: Preview, style: Style): string[] {
  const { paint, show, columns } = style
  const parts = shifts.map(
    ({ from, until, logins }): Part => ({ from: Date.parse(from), until: Date.parse(until), logins }),
  )
  const letters = lettersOf(parts)
  const lines = [paint('bold', show(`${schedule}  ${zone.name}`))]
  const strip = columns >= STRIP_FROM
  if (strip) lines.push(paint('dim', `${' '.repeat(12)}${'0     6     12    18'}`))
  for (let day = days.from; day < days.until; day += DAY_MS)
    lines.push(...dayLines(day, { zone, parts, letters, style, strip }))
  if (strip && letters.size > 0)
    lines.push(
      ...wrapTo([...letters].map(([people, letter]) => `${letter}=${show(people)}`).join(' '), columns - 12).map(
        (line) => paint('dim', ' '.repeat(12) + line),
      ),
    )
  return lines
}

interface DayLook {
  readonly zone: Zone
  readonly parts: readonly Part[]
  readonly letters: ReadonlyMap<string, string>
  readonly style: Style
  readonly strip: boolean
}

function dayLines(day: number, { zone, parts, letters, style, strip }: DayLook): string[] {
  const { paint, signs, columns } = style
  const [from, until] = [zone.first(day), zone.first(day + DAY_MS)]
  const lead = dayWords(day)
  if (from === until) return [`${lead}  ${paint('dim', 'this day does not exist here: clocks skip it')}`]
  const today = parts.filter((part) => part.from < until && from < part.until)
  const words = today.map(({ from: begins, logins }) => {
    const people = logins.length === 0 ? `${signs.error} nobody` : peopleWords(logins, style)
    return today.length === 1 && begins <= from
      ? people
      : `${clockWords(begins <= from ? day : zone.wall(begins))} ${people}`
  })
  const left = strip ? 12 + 24 + 2 : 12
  const wrapped = wrapTo(words.join(', '), columns - left)
  const hours = strip ? `${stripOf(day, { zone, parts: today, letters, style })}  ` : ''
  return [
    ...wrapped.map((line, index) => {
      const text = today.some(({ logins }) => logins.length === 0) ? paint('red', line) : line
      return index === 0 ? `${lead}  ${hours}${text}` : ' '.repeat(left) + text
    }),
    ...zone.changes(from, until).flatMap(({ at, byMs }) => {
      const said = `clocks go ${byMs > 0 ? 'forward' : 'back'} ${durationWords(Math.abs(byMs) / 1000)} at ${clockWords(zone.wall(at) - byMs)}`
      return wrapTo(said, columns - 14).map(
        (line, index) => `${' '.repeat(12)}${index === 0 ? paint('yellow', signs.warning) : ' '} ${line}`,
      )
    }),
  ]
}

/** A letter an hour; nothing where clocks skip it. */
function stripOf(day: number, { zone, parts, letters, style }: Omit<DayLook, 'strip'>): string {
  let strip = ''
  for (let hour = 0; hour < 24; hour += 1) {
    const local = day + hour * HOUR_MS
    const at = zone.first(local)
    const part = zone.wall(at) === local ? parts.find(({ from, until }) => from <= at && at < until) : undefined
    strip +=
      part === undefined
        ? ' '
        : part.logins.length === 0
          ? style.paint('red', style.signs.error)
          : letters.get(part.logins.join('+'))!
  }
  return strip
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']

/** People → their letter: the first of their name where it is free. */
function lettersOf(parts: readonly Part[]): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const { logins } of parts) {
    const people = logins.join('+')
    if (people === '' || letters.has(people)) continue
    const taken = new Set(letters.values())
    const wanted = logins.length === 1 ? people[0]! : people[0]!.toUpperCase()
    letters.set(people, !taken.has(wanted) ? wanted : (LETTERS.find((letter) => !taken.has(letter)) ?? '#'))
  }
  return letters
}
