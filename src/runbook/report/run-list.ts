/** The runs there have been, newest first. */

import { visible } from '../../kit/visible.ts'
import type { RecordedRun } from '../record/recorded-run.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { displayWidth, padTo, wrapTo } from './display-width.ts'
import type { RunsOutput } from './run-contract.ts'
import { RUN_STATUS } from './run-summary.ts'
import type { Style } from './style.ts'
import { agoWords, momentWords } from './time-words.ts'

const WORDS = {
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
  'rolled-back': 'taken back',
  rejected: 'rejected',
  waiting: 'waits',
  running: 'running',
  interrupted: 'interrupted',
  damaged: 'damaged',
  queued: 'queued',
  lost: 'lost',
} as const

const WORD_WIDTH = 12

/** What somebody has to know about a run besides its result. */
function reasonOf({ state, status, integrity, holder }: RecordedRun): string | undefined {
  if (status === 'damaged' && integrity.problem)
    return `line ${integrity.problem.line} of its record: ${integrity.problem.reason}`
  if (status === 'running' && holder) return `process ${holder.pid} on ${holder.host}`
  if (status === 'interrupted') {
    if (!state.started) return 'it was never begun'
    return state.unknown.length > 0 ? 'a step was started and has no end' : undefined
  }
  return state.finished?.reason ?? state.paused?.reason
}

const placeOf = ({ state: { started } }: RecordedRun): string | undefined =>
  started && (started.procedure === '' ? started.page.file : `${started.page.file}#${started.procedure}`)

/** Two lines a run: result, page, and name; when, who, how long. A third where there is something to know or to do. */
export function runsTable(records: readonly RecordedRun[], now: Date, style: Style): readonly string[] {
  const { paint, signs, columns, show } = style
  const lead = ' '.repeat(WORD_WIDTH + 3)
  const under = (text: string, tone: 'dim' | 'yellow') =>
    wrapTo(show(text), columns - lead.length).map((line) => lead + paint(tone, line))
  return records.flatMap((record) => {
    const { sign, tone } = RUN_STATUS[record.status]
    const status = paint(tone, `${signs[sign]} ${padTo(WORDS[record.status], WORD_WIDTH)}`)
    const [first = '', ...rest] = wrapTo(show(placeOf(record) ?? record.run), columns - lead.length)
    const reason = reasonOf(record)
    return [
      `${status} ${paint('bold', first)}`,
      ...rest.map((line) => lead + paint('bold', line)),
      ...under(factsOf(record, now).join(` ${signs.dot} `), 'dim'),
      ...(reason === undefined ? [] : under(reason, 'yellow')),
    ]
  })
}

function factsOf({ run, events, state }: RecordedRun, now: Date): readonly string[] {
  const at = events[0]?.at
  const took = state.finished?.durationMs
  return [
    run,
    ...(at === undefined ? [] : [momentWords(at), agoWords(at, now)]),
    ...(state.started ? [state.started.actor] : []),
    ...(took === undefined ? [] : [showSeconds(took / 1000)]),
  ].filter((fact) => displayWidth(fact) > 0)
}

/** One run a line, fields separated by tabs: name, result, page, when, who, milliseconds, reason. */
export const runsPlain = (records: readonly RecordedRun[]): readonly string[] =>
  records.map((record) =>
    [
      ...[record.run, record.status, placeOf(record) ?? '', record.events[0]?.at ?? ''],
      ...[record.state.started?.actor ?? '', String(record.state.finished?.durationMs ?? ''), reasonOf(record) ?? ''],
    ]
      .map(visible)
      .join('\t'),
  )

export function runsJson(records: readonly RecordedRun[], leftOut: number): RunsOutput {
  return {
    schema: 'opsbook.runs/v1',
    runs: records.map((record) => {
      const { run, status, state, events, integrity, head } = record
      return {
        ...{ run, result: status, reason: reasonOf(record) ?? null, needs: state.paused?.needs ?? null },
        page: state.started?.page.file ?? null,
        procedure: state.started?.procedure ?? null,
        actor: state.started?.actor ?? null,
        started_at: events[0]?.at ?? null,
        duration_ms: state.finished?.durationMs ?? null,
        line: status === 'damaged' ? (integrity.problem?.line ?? null) : null,
        head: { ...head },
      }
    }),
    left_out: leftOut,
  }
}
