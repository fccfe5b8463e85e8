/** iCalendar of shifts (RFC 5545). All times are UTC, so that no reader needs our idea of a zone. */
import { createHash } from 'node:crypto'
import type { Span } from '../zone/spans.ts'

export interface CalendarShift extends Span {
  readonly schedule: string
  readonly logins: readonly string[]
  /** Nobody is on. */
  readonly isGap: boolean
}

export interface WrittenCalendar {
  readonly name: string
  readonly shifts: readonly CalendarShift[]
  /** When it is written. */
  readonly stamp: number
  /** Where somebody sees more; absent for what is printed without a server. */
  readonly url?: string
}

/**
 * The text. A shift has the same UID each time it is written, as long as its schedule, its people and its beginning are the same: a longer
 * or shorter one is moved in the reader's calendar, not doubled.
 */
export function writeCalendar({ name, shifts, stamp, url }: WrittenCalendar): string {
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Opsbook//On-call//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    ...['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'],
    ...shifts.flatMap((shift) => eventLines(shift, stamp, url)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function eventLines(shift: CalendarShift, stamp: number, url: string | undefined): string[] {
  const { schedule, logins, from, until, isGap } = shift
  const about = isGap ? `Nobody is on call: ${schedule}` : `On call ${schedule}: ${logins.join(', ')}`
  return [
    'BEGIN:VEVENT',
    `UID:${uidOf(shift)}@opsbook`,
    `DTSTAMP:${utc(stamp)}`,
    `DTSTART:${utc(from)}`,
    `DTEND:${utc(until)}`,
    `SUMMARY:${escaped(about)}`,
    ...(url === undefined ? [] : [`URL:${url}`]),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

const uidOf = ({ schedule, logins, from }: CalendarShift): string =>
  createHash('sha256')
    .update(JSON.stringify([schedule, logins, from]))
    .digest('hex')
    .slice(0, 32)

/** `20260105T080000Z`. */
const utc = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, '')

/** Lines of at most 75 bytes, cut between characters. */
function folded(line: string): string {
  const pieces: string[] = []
  let piece = ''
  let bytes = 0
  for (const character of line) {
    const size = new TextEncoder().encode(character).length
    if (bytes + size > (pieces.length === 0 ? 75 : 74)) {
      pieces.push(piece)
      piece = ''
      bytes = 0
    }
    piece += character
    bytes += size
  }
  return [...pieces, piece].join('\r\n ')
}
