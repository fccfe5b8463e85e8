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
  const head = `${policy} for a ${severity} at ${at.slice(0, 10)} ${at.slice(11, 16)} UTC, if nobody answers`
  const cells = lines.map(({ at: time, by, round, who, channel, why }) => ({
    ...{ time: clock(time), who: cut(show(who)), isTold: channel !== null },
    told: channel === null ? `${signs.warning} not told` : show(channel),
    rest: `${round === 0 ? by : `${by}, round ${round + 1}`}: ${show(why)}`,
  }))
  const width = (pick: (cell: (typeof cells)[number]) => string) =>
    Math.max(0, ...cells.map((cell) => pick(cell).length))
  const [who, told] = [width((cell) => cell.who), width((cell) => cell.told)]
  const rows = cells.flatMap((cell) => {
    const left = `${cell.time}  ${cell.who.padEnd(who)}  `
    const indent = left.length + told + 2
    const [first = '', ...more] = wrapTo(cell.rest, Math.max(20, columns - indent))
    const how = cell.told.padEnd(told)
    return [
      `${left}${cell.isTold ? how : paint('yellow', how)}  ${first}`,
      ...more.map((line) => ' '.repeat(indent) + line),
    ]
  })
  return [paint('bold', show(head)), ...rows, paint('dim', ENDS[end])]
}

const LONGEST_NAME = 24

const cut = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name)
