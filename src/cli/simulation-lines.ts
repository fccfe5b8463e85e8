/** A simulation on a terminal: `03:00 Ana push, 03:05 Ana call, 03:10 Ben …`, one line each. */
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style } from '../runbook/report/style.ts'

export interface ShownSimulation {
  policy: string
  at: string
  severity: string
  lines: readonly { at: string; by: string; round: number; who: string; channel: string | null; why: string }[]
  end: 'exhausted' | 'nobody' | 'cut'
}

const ENDS = {
  exhausted: 'then everybody was paged, and nobody answered',
  nobody: 'nobody at all can be reached; it would be tried again every minute',
  cut: 'and so on',
} as const

export function simulationLines({ policy, at, severity, lines, end }: ShownSimulation, style: Style): string[] {
  const { paint, show, signs, columns } = style
  const sameDay = lines.every((line) => line.at.slice(0, 10) === at.slice(0, 10))
  const clock = (time: string) => (sameDay ? time.slice(11, 16) : `${time.slice(0, 10)} ${time.slice(11, 16)}`)
  const who = Math.max(...lines.map((line) => line.who.length), 1)
  const head = `${policy} for a ${severity} at ${at.slice(0, 10)} ${at.slice(11, 16)} UTC, if nobody answers`
  const rows = lines.flatMap(({ at: time, by, round, who: name, channel, why }) => {
    const lead = `${clock(time)}  `
    const told = channel === null ? `${signs.warning} ${paint('yellow', 'not told')}` : show(channel)
    const where = round === 0 ? by : `${by}, round ${round + 1}`
    const [first = '', ...more] = wrapTo(
      `${show(name).padEnd(Math.min(who, 24))}  ${told}  ${where}: ${show(why)}`,
      columns - lead.length,
    )
    return [lead + first, ...more.map((line) => ' '.repeat(lead.length) + line)]
  })
  return [paint('bold', show(head)), ...rows, paint('dim', ENDS[end])]
}
