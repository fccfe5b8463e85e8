/** What several targets gave, with what is the same at many of them said once. */
import type { RecordedEnd, StepResult } from '../record/events.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { wrapTo } from './display-width.ts'
import { finishedLine } from './run-lines.ts'
import { counted, type Style } from './style.ts'

/** How one target came through a step. */
export interface TargetReport {
  target: string
  /** Its output and its expectations, as they are shown. */
  lines: readonly string[]
  /** How its last command ended; absent where nothing was started. */
  end?: { result: StepResult; end: RecordedEnd; durationMs: number; failingLine?: number; because?: string }
  /** Something that was expected did not come. */
  missed: boolean
  durationMs: number
  tries: number
}

interface Group {
  targets: readonly string[]
  lines: readonly string[]
}

/** Targets with the same lines together, in the order in which the first of each appeared. */
export function foldTargets(reports: readonly Pick<TargetReport, 'target' | 'lines'>[]): readonly Group[] {
  const groups = new Map<string, { targets: string[]; lines: readonly string[] }>()
  for (const { target, lines } of reports) {
    const key = JSON.stringify(lines)
    const known = groups.get(key)
    if (known) known.targets.push(target)
    else groups.set(key, { targets: [target], lines })
  }
  return [...groups.values()]
}

/** `web-1, web-2, web-3 (3)`. */
export const targetList = (names: readonly string[]): string =>
  names.length > 1 ? `${names.join(', ')} (${names.length})` : names.join('')

/** `web-2 … web-5`, for a head that has to stay short. */
export const targetSpan = (names: readonly string[], { more }: Style['signs']): string =>
  names.length > 3 ? `${names[0]} ${more} ${names.at(-1)} (${names.length})` : names.join(', ')

/** The lines of a step at several targets: what they gave, folded; how many are done; a line for each that failed. */
export function foldedLines(reports: readonly TargetReport[], style: Style): readonly string[] {
  const { paint, signs, show, columns } = style
  const good = ({ end, missed }: TargetReport) => end?.result === 'succeeded' && !missed
  const done = reports.filter(good)
  const groups = foldTargets(reports).filter(({ lines }) => lines.length > 0)
  const lines = groups.flatMap((group) => [
    ...wrapTo(show(targetList(group.targets)), columns - 2).map((line) => `  ${paint('blue', line)}`),
    ...group.lines,
  ])
  if (done.length > 0) {
    const where =
      done.length === reports.length ? counted(done.length, 'target') : `${done.length} of ${reports.length}`
    lines.push(`  ${paint('green', `${signs.ok} done at ${where}`)} ${paint('dim', `in ${spanOfTime(done)}`)}`)
  }
  for (const report of reports) if (!good(report)) lines.push(failedLine(report, style))
  return lines
}

function failedLine({ target, end, missed, tries }: TargetReport, style: Style): string {
  const { paint, signs, show } = style
  const name = `  ${paint('blue', show(target))}`
  const again = tries > 1 ? `, tried ${tries} times` : ''
  if (!end) return `${name} ${paint('yellow', `${signs.unsure} not carried out`)}`
  if (missed && end.result === 'succeeded') return `${name} ${paint('red', `${signs.error} not as expected`)}${again}`
  return `${name} ${finishedLine(end, style).trimStart()}${again}`
}

function spanOfTime(reports: readonly TargetReport[]): string {
  const times = reports.map(({ durationMs }) => durationMs / 1000)
  const [least, most] = [showSeconds(Math.min(...times)), showSeconds(Math.max(...times))]
  return least === most ? most : `${least} to ${most}`
}
