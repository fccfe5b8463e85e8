/** Times for people: how long ago, and exactly when, and whose zone that is. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `42s`, `4m`, `1h 40m`, `3d 2h`: a length of time in at most two units. */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))}s`
  if (ms < 10 * MINUTE) {
    const seconds = Math.floor((ms % MINUTE) / 1_000)
    return seconds === 0 ? `${Math.floor(ms / MINUTE)}m` : `${Math.floor(ms / MINUTE)}m ${seconds}s`
  }
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`
  const [unit, part, big, small] = ms < DAY ? [HOUR, MINUTE, 'h', 'm'] : [DAY, HOUR, 'd', 'h']
  const rest = Math.floor((ms % (unit as number)) / (part as number))
  return `${Math.floor(ms / (unit as number))}${big}${rest === 0 ? '' : ` ${rest}${small}`}`
}

/** `4m ago`, `in 4m`, `now`. */
export function relative(at: number, now: number): string {
  const ms = now - at
  if (Math.abs(ms) < 1_000) return 'now'
  return ms > 0 ? `${span(ms)} ago` : `in ${span(-ms)}`
}

const sameDay = (one: Date, other: Date) => one.toDateString() === other.toDateString()

/** `03:12:41` today, `Tue 28 Nov 03:12` otherwise, with the year where it is another one; in the reader's zone. */
export function clockTime(at: Date, now: Date = new Date()): string {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  if (sameDay(at, now)) return time
  const day = at.toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  })
  return `${day} ${time.slice(0, 5)}`
}

/** The zone of this device, as people know it. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
