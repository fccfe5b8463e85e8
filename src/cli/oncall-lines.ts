/** On-call on a terminal: times by the clock of the schedule. Names are foreign text and shown as such. */

import { zoneOf } from '../response/oncall/zone/zone.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'
import { agoWords } from '../runbook/report/time-words.ts'
import type { ShownOnCall } from './oncall-source.ts'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon  5 Jan` of a local time. */
export function dayWords(local: number): string {
  const date = new Date(local)
  return `${WEEKDAYS[date.getUTCDay()]} ${String(date.getUTCDate()).padStart(2)} ${MONTHS[date.getUTCMonth()]}`
}

/** `09:00` of a local time. */
export const clockWords = (local: number): string => new Date(local).toISOString().slice(11, 16)

/** `Mon 12 Jan 09:00` at an instant, by the clock of a zone. */
export function whenWords(iso: string, zone: string): string {
  const local = wallOf(zone)(Date.parse(iso))
  return `${dayWords(local).replace('  ', ' ')} ${clockWords(local)}`
}

/** What clocks show in a zone; those of UTC where this machine does not know it. */
export const wallOf = (zone: string): ((instant: number) => number) => (zoneOf(zone) ?? zoneOf('UTC')!).wall

export const peopleWords = (logins: readonly string[], { show }: Style): string =>
  logins.length === 0 ? 'nobody' : logins.map(show).join(', ')

/** Who is on a schedule and until when; with `why`, how that came about. */
export function onCallLines(
  onCall: ShownOnCall,
  { now, style, why }: { now: Date; style: Style; why: boolean },
): string[] {
  const { paint, signs, show, columns } = style
  const { schedule, logins, until, zone } = onCall
  const isGap = logins.length === 0
  const sign = isGap ? paint('red', signs.error) : paint('green', signs.ok)
  const people = paint(isGap ? 'red' : 'bold', isGap ? 'NOBODY' : peopleWords(logins, style))
  const end =
    until === null
      ? 'no change within a year'
      : `until ${whenWords(until, zone)} ${show(zone)} (${agoWords(until, now)})`
  const name = show(schedule)
  return [
    `${sign} ${columns < 60 ? `${name}: ` : `${name.padEnd(22)} `}${people}`,
    ...wrapTo(end, columns - 4).map((line) => `    ${paint('dim', line)}`),
    ...(why
      ? onCall.why.flatMap((reason) =>
          wrapTo(show(reasonWords(reason)), columns - 6).map((line, at) => `    ${at === 0 ? signs.dot : ' '} ${line}`),
        )
      : []),
  ]
}

function reasonWords({ kind, people, layer, name, did, swap, id }: Reason): string {
  const who = people.join(', ') || 'nobody'
  switch (kind) {
    case 'layer':
      return `layer ${layer}: ${who}`
    case 'absent':
      return `layer ${layer}: ${who} is away; the next one stands in`
    case 'temporary':
      return `temporary schedule "${name}": ${who}`
    default:
      return `${swap === undefined ? 'override' : 'swap'} ${swap ?? id} (${did}): ${who}`
  }
}

interface Reason {
  readonly kind: string
  readonly people: readonly string[]
  readonly layer?: string
  readonly name?: string
  readonly did?: string
  readonly swap?: string
  readonly id?: string
}
