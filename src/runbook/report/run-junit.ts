/** The record of a run as JUnit XML: a case for each step at each target. */
import type { RecordedRun } from '../record/recorded-run.ts'
import { endWords } from '../run/part-result.ts'
import { lastLines, outputLines } from './run-output-lines.ts'
import { recordSubject, runStory, type StoryStep, type StoryTry } from './run-story.ts'
import type { RunOutputs } from './run-view.ts'
import { xml, xmlText } from './xml-text.ts'

type Verdict = 'passed' | 'failure' | 'error' | 'skipped'

interface Case {
  name: string
  verdict: Verdict
  seconds: number
  /** First line for the attribute, all for the element. */
  message: string
  details: string
  printed: string
}

export function runJunit(record: RecordedRun, outputs: RunOutputs): string {
  const { run, state, events } = record
  const targets = state.started?.targets ?? []
  const cases = runStory(record).steps.flatMap((step) => stepCases(step, targets, outputs))
  const count = (verdict: Verdict) => cases.filter((each) => each.verdict === verdict).length
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  const page = state.started ? `${state.started.page.file}#${state.started.procedure}` : run
  const time = `time="${((state.finished?.durationMs ?? 0) / 1000).toFixed(3)}"`
  const at = events[0] ? ` timestamp="${xml(events[0].at.slice(0, 19))}"` : ''
  const title = xml(recordSubject(record)?.title ?? run)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="opsbook run" ${totals} ${time}>`,
    `  <testsuite name="${title}" id="${xml(run)}" ${totals} ${time}${at}>`,
    ...cases.flatMap((each) => caseLines(each, page)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function stepCases(step: StoryStep, targets: readonly string[], outputs: RunOutputs): readonly Case[] {
  const seen = [...step.tries.map(({ started }) => started.target), ...step.skipped.map(({ target }) => target)]
  const places = [...new Set(seen)]
  const name = (target: string) => (targets.length > 1 ? `${step.title} [${target}]` : step.title)
  if (places.length === 0) {
    const message = 'the run did not come to it'
    return [{ name: step.title, verdict: 'skipped', seconds: 0, message, details: '', printed: '' }]
  }
  return places.map((target) => {
    const tries = step.tries.filter(({ started }) => started.target === target)
    const skipped = step.skipped.find((each) => each.target === target)
    const seconds = tries.reduce((sum, { finished }) => sum + (finished?.durationMs ?? 0), 0) / 1000
    const printed = tries.flatMap((one) => printedLines(one, outputs)).join('\n')
    return { name: name(target), seconds, printed, ...verdictOf(latest(tries), skipped?.reason) }
  })
}

/** The last try of each command: earlier ones are superseded. */
const latest = (tries: readonly StoryTry[]): readonly StoryTry[] => [
  ...new Map(tries.map((one) => [one.started.command, one])).values(),
]

function verdictOf(
  tries: readonly StoryTry[],
  left: string | undefined,
): Pick<Case, 'verdict' | 'message' | 'details'> {
  const missed = tries.flatMap(({ verdicts }) => verdicts).filter(({ verdict }) => verdict === 'not-met')
  const unfinished = tries.filter(({ finished }) => !finished || finished.result === 'unknown')
  const bad = tries.flatMap(({ finished }) =>
    finished && finished.result !== 'succeeded' && finished.result !== 'unknown'
      ? [endWords(finished.end, finished.because)]
      : [],
  )
  const expected = missed.map(
    ({ expectation, observed }) =>
      `expected (line ${expectation.line}): ${expectation.text}\nseen: ${observed ?? 'something else'}`,
  )
  if (unfinished.length > 0) {
    const message = unfinished[0]!.unknown ?? 'it was started and nobody knows how it ended'
    return { verdict: 'error', message, details: message }
  }
  if (bad.length + missed.length > 0) {
    const message = missed[0]?.observed ?? bad[0] ?? `not as expected: ${missed[0]?.expectation.text ?? ''}`
    return { verdict: 'failure', message, details: [...bad, ...expected].join('\n') }
  }
  if (left !== undefined) return { verdict: 'skipped', message: left, details: '' }
  const open = tries.flatMap(({ verdicts }) => verdicts).find(({ verdict }) => verdict === 'unverified')
  if (open) return { verdict: 'skipped', message: `nobody has judged: ${open.expectation.text}`, details: '' }
  return { verdict: 'passed', message: '', details: '' }
}

/** Enough for whoever reads a report; all of it is in the record. */
const PRINTED_LINES = 200

function printedLines({ text, output }: StoryTry, outputs: RunOutputs): readonly string[] {
  const { before, lines } = lastLines(output ? outputLines(outputs.get(output.seq) ?? []) : [], PRINTED_LINES)
  return [
    ...(text ? text.split('\n').map((line, index) => `${index === 0 ? '$' : '>'} ${line}`) : []),
    ...(before > 0 ? [`[${before} lines before]`] : []),
    ...lines.map((line) => line.text),
  ]
}

function caseLines({ name, verdict, seconds, message, details, printed }: Case, page: string): readonly string[] {
  const attribute = ` message="${xml(message.replaceAll('\n', ' '))}"`
  const inside = [
    ...(verdict === 'passed' ? [] : [`      <${verdict}${attribute}>${xmlText(details)}</${verdict}>`]),
    ...(printed === '' ? [] : [`      <system-out>${xmlText(printed)}</system-out>`]),
  ]
  const head = `    <testcase classname="${xml(page)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, '    </testcase>']
}
