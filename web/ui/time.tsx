import { useClock } from './clock.ts'
import { clockTime, ownZone, relative } from './time-words.ts'

/** A time: how long ago, and exactly when in the title and for machines. `isExact` shows both. */
export function Time({ at, isExact = false }: { at: string | number | Date; isExact?: boolean }) {
  const now = useClock()
  const time = new Date(at)
  const exact = clockTime(time, new Date(now))
  return (
    <time dateTime={time.toISOString()} title={`${exact} ${ownZone()} · ${time.toISOString()}`}>
      {isExact ? `${exact} · ${relative(time.getTime(), now)}` : relative(time.getTime(), now)}
    </time>
  )
}
