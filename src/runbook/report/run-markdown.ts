/** The record of a run as Markdown, to be pasted into a ticket. */

import { visibleLines } from '../../kit/visible.ts'
import type { RecordedRun } from '../record/recorded-run.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { endWords } from '../run/part-result.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { lastLines, outputLines } from './run-output-lines.ts'
import { recordSubject, runStory, type StoryStep, type StoryTry } from './run-story.ts'
import { RUN_STATUS } from './run-summary.ts'
import { eventWords, type RunOutputs } from './run-view.ts'
import { momentWords } from './time-words.ts'

export interface MarkdownOptions {
  outputs: RunOutputs
  /** Lines of output of one try. */
  mostLines: number
}

export function runMarkdown(record: RecordedRun, options: MarkdownOptions): string {
  const { run, state, status, events, integrity, head } = record
  const { started, finished, paused } = state
  const story = runStory(record)
  const title = recordSubject(record)?.title ?? run
  const reason = finished?.reason ?? paused?.reason
  const facts: [string, string | undefined][] = [
    ['Result', `${RUN_STATUS[status].words}${reason === undefined ? '' : `: ${reason}`}`],
    ['Run', run],
    ['Page', started && `${started.page.file}#${started.procedure} @ ${started.page.commit.slice(0, 12)}`],
    ['Who', started && `${started.actor} (${started.mode})`],
    ['When', events[0] && `${momentWords(events[0].at)}${took(finished?.durationMs)}`],
    ['Where', started?.targets.join(', ')],
    [
      'Values',
      started?.parameters.map(({ name, secret, value }) => `${name}=${secret ? '(secret)' : value}`).join(', '),
    ],
    ['Record', integrity.sound ? `${head.events}:${head.hash}` : brokenWords(integrity)],
  ]
  const around = story.around.flatMap((event) => {
    const words = eventWords(event)
    return words === undefined ? [] : [`- ${momentWords(event.at)}: ${escapeMarkdown(words)}`]
  })
  const lines = [
    `## ${escapeMarkdown(title)}`,
    '',
    ...facts.flatMap(([name, text]) => (text ? [`- **${name}**: ${escapeMarkdown(text)}`] : [])),
    '',
    ...story.steps.flatMap((step, index) => [...stepLines(step, index + 1, options), '']),
    ...(around.length > 0 ? ['### About the run', '', ...around, ''] : []),
  ]
  return lines.join('\n')
}

const took = (durationMs: number | undefined) => (durationMs === undefined ? '' : `, ${showSeconds(durationMs / 1000)}`)

const brokenWords = ({ problem, files }: RecordedRun['integrity']) =>
  [...(problem ? [`line ${problem.line}: ${problem.reason}`] : []), ...files].join('; ')

function stepLines(step: StoryStep, number: number, options: MarkdownOptions): readonly string[] {
  const { title, tries, skipped, said } = step
  const last = tries.at(-1)
  const word =
    last === undefined
      ? skipped.length > 0
        ? 'left out'
        : 'not reached'
      : (last.finished?.result ?? 'outcome unknown')
  const reasons = [...new Set(skipped.map(({ reason, by }) => `${reason} (${by})`))]
  return [
    `### ${number}. ${escapeMarkdown(title)}: ${word}`,
    '',
    ...said.flatMap((event) => {
      const words = eventWords(event)
      return words === undefined ? [] : [`- ${momentWords(event.at)}: ${escapeMarkdown(words)}`]
    }),
    ...reasons.map((reason) => `- left out: ${escapeMarkdown(reason)}`),
    ...tries.flatMap((one) => tryLines(one, options)),
  ]
}

const VERDICTS = {
  met: 'as expected',
  'not-met': 'not as expected',
  unverified: 'nobody has judged',
  sample: 'the page shows',
}

function tryLines(one: StoryTry, { outputs, mostLines }: MarkdownOptions): readonly string[] {
  const { started, finished, text, unknown, output, verdicts, captured } = one
  const { before, lines } = lastLines(output ? outputLines(outputs.get(output.seq) ?? []) : [], mostLines)
  const session = [
    ...(text ? text.split('\n').map((line, index) => `${index === 0 ? '$' : '>'} ${line}`) : []),
    ...(before > 0 ? [`[${before} lines before]`] : []),
    ...lines.map((line) => line.text),
  ]
  const where = started.target === 'local' ? '' : ` at ${started.target}`
  const end = finished
    ? `${endWords(finished.end, finished.because)} in ${showSeconds(finished.durationMs / 1000)}`
    : (unknown ?? 'no end in the record')
  return [
    `- ${momentWords(started.at)}${escapeMarkdown(where)}: ${escapeMarkdown(end)}`,
    ...verdicts.map(({ verdict, expectation, observed }) => {
      const seen = observed === undefined ? '' : ` (${observed})`
      return `- ${VERDICTS[verdict]}: ${escapeMarkdown(`${expectation.text}${seen}`.replaceAll('\n', ' '))}`
    }),
    ...captured.map(({ name, value }) => `- value ${escapeMarkdown(`${name}=${value ?? '(secret)'}`)}`),
    ...fenced(session),
  ]
}

/** A fence longer than any inside, so that nothing of the output can leave it. */
function fenced(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  const text = visibleLines(lines.join('\n'))
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return ['', `${fence}console`, text, fence, '']
}
