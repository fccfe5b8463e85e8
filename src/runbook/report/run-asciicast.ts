/** The record of a run as a terminal recording, asciicast v2: a head and one line for each thing that appeared. */

import { visible, visibleLines } from '../../kit/visible.ts'
import type { RecordedRun } from '../record/recorded-run.ts'
import { jsonLine } from './json-text.ts'
import { finishedLine, outputLine, verificationLines } from './run-lines.ts'
import { outputLines } from './run-output-lines.ts'
import { recordSubject, runStory, type StoryStep, type StoryTry } from './run-story.ts'
import type { RunOutputs } from './run-view.ts'
import { type Style, unicodeSigns } from './style.ts'

const COLUMNS = 100
const CODES = { red: '31', yellow: '33', blue: '34', green: '32', bold: '1', dim: '2', plain: '' } as const

/** A recording is played in somebody's terminal: colours only, everything else that was printed is shown. */
const style: Style = {
  columns: COLUMNS,
  signs: unicodeSigns,
  show: visible,
  paint: (tone, text) => (tone === 'plain' || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`),
}

interface Frame {
  atMs: number
  text: string
}

export function runAsciicast(record: RecordedRun, outputs: RunOutputs): string {
  const { run, events } = record
  const began = Date.parse(events[0]?.at ?? '')
  const begin = Number.isNaN(began) ? 0 : began
  const head = {
    ...{ version: 2, width: COLUMNS, height: 30, timestamp: Math.floor(begin / 1000) },
    // Somebody who thinks before saying yes is no part of the recording.
    idle_time_limit: 2,
    title: visible(`${recordSubject(record)?.title ?? run} (${run})`),
  }
  const frames = runStory(record)
    .steps.flatMap((step) => step.tries.flatMap((one, index) => tryFrames(step, one, { index, begin, outputs })))
    .toSorted((one, other) => one.atMs - other.atMs)
  const lines = frames.map(({ atMs, text }) => jsonLine([Math.max(0, Math.round(atMs)) / 1000, 'o', text]))
  return [jsonLine(head), ...lines].join('')
}

function tryFrames(
  { title }: StoryStep,
  { started, text, finished, output, verdicts }: StoryTry,
  { index, begin, outputs }: { index: number; begin: number; outputs: RunOutputs },
): readonly Frame[] {
  const from = Date.parse(started.at) - begin
  const until = finished ? Date.parse(finished.at) - begin : Number.POSITIVE_INFINITY
  const head = started.command === 0 && index === 0 ? [`${style.paint('bold', `# ${visible(title)}`)}`] : []
  const command = (text ? visibleLines(text).split('\n') : []).map(
    (line, number) => `${style.paint('bold', number === 0 ? '$' : '>')} ${line}`,
  )
  const printed = output ? outputLines(outputs.get(output.seq) ?? []) : []
  const end = finished ? [finishedLine(finished, style)] : []
  const judged = verdicts.flatMap((event) => verificationLines(event, style))
  return [
    ...frame(from, [...head, ...command]),
    ...printed.map((line) => ({
      atMs: Math.min(until, from + line.atMs),
      text: `${outputLine(line.text, style)}\r\n`,
    })),
    ...frame(Math.min(until, 1e15), [...end, ...judged]),
  ]
}

const frame = (atMs: number, lines: readonly string[]): readonly Frame[] =>
  lines.length === 0 ? [] : [{ atMs, text: lines.map((line) => `${line}\r\n`).join('') }]
