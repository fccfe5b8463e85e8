/** The record of a run as a person reads it: what it was, every step with its tries, what was said, how it ended. */
import type { RunEvent } from '../record/events.ts'
import type { RecordedChunk } from '../record/output-chunks.ts'
import type { RecordedRun } from '../record/recorded-run.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { wrapTo } from './display-width.ts'
import {
  commandLines,
  field,
  finishedLine,
  outputLine,
  stepHead,
  stepWarnings,
  verificationLines,
} from './run-lines.ts'
import { lastLines, outputLines } from './run-output-lines.ts'
import { type RunStory, recordSubject, runStory, type StoryStep, type StoryTry } from './run-story.ts'
import { RUN_STATUS, runSummaryLines } from './run-summary.ts'
import type { Style } from './style.ts'
import { agoWords, momentWords } from './time-words.ts'

/** Output of the tries, by the number of the line that says where it is. */
export type RunOutputs = ReadonlyMap<number, readonly RecordedChunk[]>

export interface ViewOptions {
  outputs: RunOutputs
  now: Date
  /** Lines of output shown of one try. */
  mostLines: number
}

export function runView(record: RecordedRun, options: ViewOptions, style: Style): readonly string[] {
  const story = runStory(record)
  const subject = recordSubject(record)
  const { run, state, status, server } = record
  return [
    ...headLines(record, options, style),
    ...story.steps.flatMap((step, index) =>
      stepLines(step, `${index + 1}/${story.steps.length}`, { ...options, style }),
    ),
    ...aroundLines(story, style),
    ...(subject ? runSummaryLines(run, { plan: subject, state, status, ...(server ? { server } : {}) }, style) : []),
  ]
}

function headLines(record: RecordedRun, { now }: ViewOptions, style: Style): readonly string[] {
  const { run, state, status, plan, holder, events, server } = record
  const { sign, tone, words } = RUN_STATUS[status]
  const { started } = state
  const began = events[0]?.at ?? server?.requestedAt
  const title = plan?.title ?? started?.procedure ?? run
  const values = started?.parameters.map(({ name, secret, value }) =>
    secret ? `${name} (secret)` : `${name}=${JSON.stringify(value ?? '')}`,
  )
  const facts: [string, string | undefined][] = [
    ['run', run],
    ['page', started ? `${started.page.file}#${started.procedure}` : plan && pageOf(plan)],
    ['commit', started?.page.commit],
    ['plan', started?.planHash],
    ['who', started ? `${started.actor}, ${started.mode}` : server?.requestedBy],
    ['when', began && `${momentWords(began)} ${style.signs.dot} ${agoWords(began, now)}`],
    ['where', started?.targets.join(', ')],
    ['values', values?.join(', ')],
    ['runner', server?.runner],
    ['held by', holder && `process ${holder.pid} on ${holder.host}`],
  ]
  const first = wrapTo(style.show(title), style.columns - 4)
  return [
    `${style.paint(tone, style.signs[sign])} ${style.paint('bold', first[0]!)}: ${style.paint(tone, words)}`,
    ...first.slice(1).map((line) => `  ${line}`),
    ...facts.flatMap(([name, text]) => (text ? hanging(name, text, style) : [])),
    ...integrityLines(record, style),
  ]
}

const pageOf = ({ page, procedure }: NonNullable<RecordedRun['plan']>) => (procedure ? `${page}#${procedure.id}` : page)

/** `record  ✓ 34 lines, each follows the one before it`, and what somebody may keep elsewhere. */
export function integrityLines({ integrity, head }: RecordedRun, style: Style): readonly string[] {
  const { signs } = style
  const { sound, problem, files, anchored } = integrity
  const first = head.events === 0 ? 'nothing is written yet' : `${head.events} lines, each follows the one before it`
  const good = `${signs.ok} ${first}${anchored ? ', and the one that was kept elsewhere' : ''}`
  return [
    ...(sound ? hanging('record', good, style) : []),
    ...(problem ? hanging('record', `${signs.error} line ${problem.line}: ${problem.reason}`, style) : []),
    ...files.flatMap((reason) => hanging('record', `${signs.error} ${reason}`, style)),
    ...(head.events === 0 ? [] : hanging('head', `${head.events}:${head.hash}`, style)),
  ]
}

function hanging(name: string, text: string, style: Style): readonly string[] {
  const lead = `  ${name.padEnd(8)}`
  return wrapTo(style.show(text), style.columns - lead.length).map((line, index) =>
    index === 0 ? style.paint('dim', lead) + line : ' '.repeat(lead.length) + line,
  )
}

interface StepContext extends ViewOptions {
  style: Style
}

function stepLines(step: StoryStep, label: string, context: StepContext): readonly string[] {
  const { style } = context
  const { planned, title, tries, skipped, said } = step
  const head = planned
    ? [...stepHead({ ...planned, title }, label, style), ...stepWarnings(planned, style)]
    : ['', ...wrapTo(style.show(`${label} ${title}`), style.columns).map((line) => style.paint('bold', line))]
  const reasons = [...new Set(skipped.map(({ reason, by }) => `${reason} (${by})`))]
  return [
    ...head,
    ...said.flatMap((event) => saidLines(event, style)),
    ...tries.flatMap((one) => tryLines(one, tries.length > 1, context)),
    ...reasons.flatMap((reason) => field('left out', reason, { style, tone: 'dim' })),
    ...(tries.length + skipped.length === 0 ? [`  ${style.paint('dim', 'not reached')}`] : []),
  ]
}

function tryLines(one: StoryTry, several: boolean, context: StepContext): readonly string[] {
  const { style, outputs, mostLines } = context
  const { paint, signs, show, columns } = style
  const { started, text, finished, unknown, output, verdicts, captured } = one
  const place = started.target === 'local' || started.target.startsWith('person') ? '' : ` at ${started.target}`
  const number = several ? `try ${started.attempt}` : 'started'
  const { before, lines } = lastLines(output ? outputLines(outputs.get(output.seq) ?? []) : [], mostLines)
  const printed = lines.flatMap(({ stream, text: line }) => [
    `  ${paint(stream === 'stderr' ? 'yellow' : 'dim', signs.bar)} ${outputLine(line, style)}`,
  ])
  return [
    ...wrapTo(show(`${number}${place} ${momentWords(started.at)}`), columns - 2).map(
      (line) => `  ${paint('dim', line)}`,
    ),
    ...(text ? commandLines({ text, execute: text }, style) : []),
    ...(before > 0 ? [`  ${paint('dim', `${signs.more} ${before} lines before: opsbook runs logs`)}`] : []),
    ...printed,
    ...(tooLong(output, outputs)
      ? [`  ${paint('dim', `${signs.more} too long to show here: opsbook runs logs`)}`]
      : []),
    ...(finished ? endLines(finished, style) : []),
    ...(finished ? [] : field('unknown', unknown ?? 'it has no end in the record', { style, tone: 'yellow' })),
    ...verdicts.flatMap((event) => verificationLines(event, style)),
    ...captured.flatMap(({ name, value }) =>
      field('value', value === undefined ? `${name} (secret)` : `${name}=${JSON.stringify(value)}`, { style }),
    ),
  ]
}

const tooLong = (output: StoryTry['output'], outputs: RunOutputs): boolean =>
  output !== undefined && !outputs.has(output.seq) && output.bytes.stdout + output.bytes.stderr > 0

const endLines = (finished: NonNullable<StoryTry['finished']>, style: Style): readonly string[] => {
  const by = finished.end.kind === 'confirmed' ? field('by', finished.end.by, { style }) : []
  return [...wrapLine(finishedLine(finished, style), style), ...by]
}

/** A line with colours is left as it is where it fits; a longer one is rare and loses its place, not its words. */
const wrapLine = (line: string, { columns }: Style): readonly string[] =>
  line.length <= columns || line.includes('\u001b')
    ? [line]
    : wrapTo(line.trim(), columns - 2).map((each) => `  ${each}`)

function aroundLines({ around }: RunStory, style: Style): readonly string[] {
  const lines = around.flatMap((event) => saidLines(event, style))
  return lines.length === 0 ? [] : ['', style.paint('bold', 'About the run'), ...lines]
}

/** What a person or the run said, with its time: decisions, approvals, notes, pauses, being taken up again. */
function saidLines(event: RunEvent, style: Style): readonly string[] {
  const text = eventWords(event)
  return text === undefined ? [] : field(event.at.slice(11, 19), text, { style })
}

/** One event about a run as a sentence; nothing where it says nothing to a reader. */
export function eventWords(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'decision':
      return `${event.question} ${event.by}: ${event.answer}${noteWords(event.note)}`
    case 'approval': {
      const steps = event.steps ? ` for ${event.steps.join(', ')}` : ''
      const until = event.expiresAt ? ` until ${momentWords(event.expiresAt)}` : ''
      return `${event.verdict} by ${event.by}${steps}${until}${noteWords(event.note)}; plan ${event.planHash.slice(0, 12)}`
    }
    case 'note':
      return `${event.by}: ${event.text}`
    case 'run.resumed':
      return `taken up again by ${event.actor}, process ${event.process.pid} on ${event.process.host}`
    case 'run.paused':
      return `waits: ${event.reason}`
    case 'run.finished': {
      const time = event.durationMs === undefined ? '' : ` in ${showSeconds(event.durationMs / 1000)}`
      return `${RUN_STATUS[event.result].words}${time}${event.reason === undefined ? '' : `: ${event.reason}`}`
    }
    case 'journal.repaired':
      return `the end of the record was torn by a crash: ${event.bytes} bytes are kept as ${event.keptAs}`
    default:
      return undefined
  }
}

const noteWords = (note: string | undefined) => (note === undefined ? '' : ` (${note})`)
