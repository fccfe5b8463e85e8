/** How far clocks in a zone are ahead of UTC at an instant, in milliseconds, as the zone data of this process has it. */
export function zoneOffset(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return (instant) => {
    const [, sign, hours, minutes, seconds] = OFFSET.exec(format.format(instant)) ?? []
    if (sign === undefined) return 0
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1_000
  }
}

/** `GMT+05:30`, `GMT-00:44:30`, or `GMT` alone. */
const OFFSET = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/
