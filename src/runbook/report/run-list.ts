/** The runs there have been, newest first. */

import { visible } from '../../kit/visible.ts'
import type { RunPaused } from '../record/events.ts'
import type { RecordedRun, RunStatus } from '../record/recorded-run.ts'
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

/** A run as a list shows it. */
export interface ListedRun {
  run: string
  status: RunStatus
  /** What somebody has to know besides its result. */
  reason: string | undefined
  needs: RunPaused['needs'] | undefined
  page: string | undefined
  procedure: string | undefined
  actor: string | undefined
  at: string | undefined
  durationMs: number | undefined
  /** First line of a damaged journal that is wrong. */
  line?: number | undefined
  head: { events: number; hash: string }
}

/** A record of this machine in a list. */
export function listedRun(record: RecordedRun): ListedRun {
  const { run, status, state, events, integrity, head } = record
  const { started, finished, paused } = state
  return {
    ...{ run, status, head, reason: reasonOf(record), needs: paused?.needs, durationMs: finished?.durationMs },
    ...{ page: started?.page.file, procedure: started?.procedure, actor: started?.actor, at: events[0]?.at },
    line: status === 'damaged' ? integrity.problem?.line : undefined,
  }
}

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

const placeOf = ({ page, procedure }: ListedRun): string | undefined =>
  page === undefined || !procedure ? page : `${page}#${procedure}`

/** Two lines a run: result, page, and name; when, who, how long. A third where there is something to know or to do. */
export function runsTable(runs: readonly ListedRun[], now: Date, style: Style): readonly string[] {
  const { paint, signs, columns, show } = style
  const lead = ' '.repeat(WORD_WIDTH + 3)
  const under = (text: string, tone: 'dim' | 'yellow') =>
    wrapTo(show(text), columns - lead.length).map((line) => lead + paint(tone, line))
  return runs.flatMap((run) => {
    const { sign, tone } = RUN_STATUS[run.status]
    const status = paint(tone, `${signs[sign]} ${padTo(WORDS[run.status], WORD_WIDTH)}`)
    const [first = '', ...rest] = wrapTo(show(placeOf(run) ?? run.run), columns - lead.length)
    return [
      `${status} ${paint('bold', first)}`,
      ...rest.map((line) => lead + paint('bold', line)),
      ...under(factsOf(run, now).join(` ${signs.dot} `), 'dim'),
      ...(run.reason === undefined ? [] : under(run.reason, 'yellow')),
    ]
  })
}

const factsOf = ({ run, at, actor, durationMs }: ListedRun, now: Date): readonly string[] =>
  [
    run,
    ...(at === undefined ? [] : [momentWords(at), agoWords(at, now)]),
    ...(actor === undefined ? [] : [actor]),
    ...(durationMs === undefined ? [] : [showSeconds(durationMs / 1000)]),
  ].filter((fact) => displayWidth(fact) > 0)

/** One run a line, fields separated by tabs: name, result, page, when, who, milliseconds, reason. */
export const runsPlain = (runs: readonly ListedRun[]): readonly string[] =>
  runs.map((run) =>
    [
      ...[run.run, run.status, placeOf(run) ?? '', run.at ?? ''],
      ...[run.actor ?? '', String(run.durationMs ?? ''), run.reason ?? ''],
    ]
      .map(visible)
      .join('\t'),
  )

/** `leftOut`: null where there are more and nobody has counted them. */
export const runsJson = (runs: readonly ListedRun[], leftOut: number | null): RunsOutput => ({
  schema: 'opsbook.runs/v1',
  runs: runs.map(({ run, status, reason, needs, page, procedure, actor, at, durationMs, line, head }) => ({
    ...{ run, result: status, reason: reason ?? null, needs: needs ?? null, page: page ?? null },
    ...{ procedure: procedure ?? null, actor: actor ?? null, started_at: at ?? null },
    ...{ duration_ms: durationMs ?? null, line: line ?? null, head: { ...head } },
  })),
  left_out: leftOut,
})
