/** The wall clock at an instant. */
export interface LocalTime {
  readonly year: number
  /** January is 1. */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** Minutes since midnight. */
  readonly minute: number
  readonly daysInMonth: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether a zone exists here. `Local`, which Alertmanager takes for the zone of its machine, is none: it would differ between replicas. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'Local') return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What clocks in a zone show. Made from an instant, so a skipped or repeated hour needs no rule. */
export function localTime(instant: Date, zone: string): LocalTime {
  const shown: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) shown[type] = Number(value)
  const { year, month, day, hour, minute } = shown as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>
  const midnight = new Date(Date.UTC(year, month - 1, day))
  return {
    year,
    month,
    day,
    weekday: midnight.getUTCDay(),
    minute: hour * 60 + minute,
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  formats.set(zone, made)
  return made
}
