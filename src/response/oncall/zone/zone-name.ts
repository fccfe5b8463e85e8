const known = new Set<string>()

/** Whether a name is one of the IANA database. `Local` would be another zone on each machine, and an offset knows nothing of summer time. */
export function isZoneName(name: string): boolean {
  if (known.has(name)) return true
  if (!/^[A-Za-z][\w+-]{0,40}(?:\/[\w+-]{1,40}){0,3}$/.test(name) || name === 'Local') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    known.add(name)
    return true
  } catch {
    return false
  }
}
