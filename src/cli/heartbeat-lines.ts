/** Heartbeats as lines of a terminal. */
import type { ShownHeartbeat } from '../response/monitor/heartbeat/shown.ts'
import type { Terminal } from './terminal.ts'

type Style = Terminal['style']

export const stateWord = ({ signs, paint }: Style, state: ShownHeartbeat['state']): string => {
  const words = {
    new: () => paint('dim', `? NEW `),
    up: () => paint('green', `${signs.ok} UP  `),
    late: () => paint('yellow', `${signs.warning} LATE`),
    down: () => paint('red', `${signs.error} DOWN`),
  }
  return words[state]()
}

export const rhythmOf = ({ every, cron, zone }: ShownHeartbeat): string =>
  cron === null ? `every ${every}` : `at "${cron}"${zone === 'UTC' ? '' : ` ${zone}`}`

/** `2026-01-05 03:00:12Z`. */
export const shortTime = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`

export function spanOfMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
