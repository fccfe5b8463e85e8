/** One line of `opsbook doctor`: what was looked at, what was measured, and what to do about it. */
export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'wrong'
  readonly what: string
  readonly measured: string
  /** A command or an act that mends it. */
  readonly fix?: string
}

/** Judges a number by two limits: from the first on it is worth a look, from the second on it is wrong. */
export const judged = (value: number, warning: number, wrong: number): Finding['state'] =>
  value >= wrong ? 'wrong' : value >= warning ? 'warning' : 'ok'

/** `3 s`, `4 min`, `5.2 h`, `2.1 days`. */
export function spanOf(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${(seconds / 3_600).toFixed(1)} h`
  return `${(seconds / 86_400).toFixed(1)} days`
}

/** `61 MB`. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return `${(bytes / 1_000 ** power).toFixed(power > 2 ? 1 : 0)} ${units[power]}`
}
