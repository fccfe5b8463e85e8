/** A run as its operator sees it: what comes next, what came out, what was expected, how it ended. */

import { visible, visibleLines } from '../../kit/visible.ts'
import type { PlannedCommand, PlannedStep } from '../plan/plan.ts'
import type { RecordedEnd, RunEvent, StepResult } from '../record/events.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { endWords } from '../run/part-result.ts'
import { wrapTo } from './display-width.ts'
import { riskWord } from './risk-words.ts'
import type { Style, Tone } from './style.ts'

/** `── 3/9 ● CHANGES  Restart the worker`. */
export function stepHead(step: PlannedStep, label: string, { paint, signs, show, columns }: Style): readonly string[] {
  const { tone, text } = badge(step, signs)
  const lead = `${label} ${text}  `
  const [first = '', ...rest] = wrapTo(show(stepTitle(step)), Math.max(20, columns - lead.length))
  return [
    '',
    `${paint('bold', label)} ${paint(tone, text)}  ${paint('bold', first)}`,
    ...rest.map((line) => ' '.repeat(lead.length) + line),
  ]
}

/** A step without a name of its own is called by its command, which is shown anyway: then by the part it belongs to. */
export function stepTitle({ title, commands, group, role, phase }: PlannedStep): string {
  if (!commands.some(({ text }) => text === title || text.split('\n', 1)[0] === title)) return title
  if (group !== undefined) return group
  return role === 'rollback' ? 'Take it back' : role === 'step' && phase !== 'verification' ? title : 'Verify'
}

function badge(step: PlannedStep, signs: Style['signs']): { tone: Tone; text: string } {
  if (step.kind === 'manual') return { tone: 'dim', text: `${signs.manual} by hand` }
  if (step.kind === 'choice') return { tone: 'dim', text: `${signs.unsure} choose one` }
  const { sign, word, tone } = riskWord(step.risk)
  return { tone, text: `${signs[sign]} ${word}` }
}

/** Warning, condition, and what makes a step more than a look: what somebody should read before they say yes. */
export function stepWarnings(step: PlannedStep, style: Style): readonly string[] {
  const said: [string, string | undefined, Tone][] = [
    ['careful', step.caution, 'yellow'],
    ['only', step.condition, 'yellow'],
    ...(step.effect === 'read-only'
      ? []
      : step.reasons.map((reason): [string, string, Tone] => ['why', reason, 'dim'])),
    ...step.notes.map((note): [string, string, Tone] => ['note', note, 'plain']),
  ]
  return said.flatMap(([name, text, tone]) =>
    text === undefined || text === '' ? [] : field(name, text, { style, tone }),
  )
}

/** The command as it is executed; where placeholders were replaced, below it what the page has. */
export function commandLines(
  { text, execute }: Pick<PlannedCommand, 'text' | 'execute'>,
  { paint }: Style,
): readonly string[] {
  const lines = visibleLines(execute === '' ? text : execute).split('\n')
  return lines.map((line, index) => `  ${paint('bold', index === 0 ? '$' : '>')} ${line}`)
}

export function field(
  name: string,
  text: string,
  { style, tone = 'plain' }: { style: Style; tone?: Tone },
): readonly string[] {
  const lead = `  ${name} `
  const lines = text.split('\n').flatMap((line) => wrapTo(style.show(line), style.columns - lead.length))
  return lines.map(
    (line, index) =>
      (index === 0 ? `  ${style.paint('dim', name)} ` : ' '.repeat(lead.length)) + style.paint(tone, line),
  )
}

const SGR = /\u001b\[[\d;]*m/g

/**
 * A line of output as a terminal may show it: colours stay where colours are wanted, every other thing a terminal would
 * obey is shown instead of done.
 */
export function outputLine(line: string, { paint, show }: Style): string {
  const colours = paint('bold', 'x') !== 'x'
  const parts: string[] = []
  let at = 0
  for (const match of line.matchAll(SGR)) {
    parts.push(show(line.slice(at, match.index)), colours ? match[0] : '')
    at = match.index + match[0].length
  }
  parts.push(show(line.slice(at).replaceAll('\t', '    ')))
  return parts.join('') + (colours && at > 0 ? '\u001b[0m' : '')
}

const RESULTS: Readonly<Record<StepResult, { sign: keyof Style['signs']; tone: Tone; word: string }>> = {
  succeeded: { sign: 'ok', tone: 'green', word: 'done' },
  failed: { sign: 'error', tone: 'red', word: 'failed' },
  cancelled: { sign: 'error', tone: 'yellow', word: 'stopped' },
  skipped: { sign: 'dot', tone: 'dim', word: 'left out' },
  unknown: { sign: 'unsure', tone: 'yellow', word: 'outcome unknown' },
}

/** How a command ended: `✓ done in 0.4 s`, `✗ failed: ended with status 3, at its line 2`. */
export function finishedLine(
  {
    result,
    end,
    durationMs,
    failingLine,
    because,
  }: { result: StepResult; end: RecordedEnd; durationMs: number; failingLine?: number; because?: string },
  { paint, signs, show }: Style,
): string {
  const { sign, tone, word } = RESULTS[result]
  const time = showSeconds(durationMs / 1000)
  const plain = end.kind === 'finished' && end.status === 0 && because === undefined
  const where = failingLine === undefined || failingLine < 2 || plain ? '' : `, at its line ${failingLine}`
  const how = plain || end.kind === 'confirmed' ? '' : `: ${endWords(end, because)}${where}`
  return `  ${paint(tone, `${signs[sign]} ${word}`)} ${paint('dim', `in ${time}`)}${show(how)}`
}

/** What became of an expectation: `✓ expected no output`, `✗ expected > 0.99: saw 0.97`, `? nobody has judged: …`. */
export function verificationLines(event: Extract<RunEvent, { type: 'verification' }>, style: Style): readonly string[] {
  const { paint, signs } = style
  const text = visible(event.expectation.text.replaceAll('\n', ' | '))
  const said = event.observed ?? ''
  const [sign, tone, words]: [string, Tone, string] = {
    met: [signs.ok, 'green', `as expected: ${text}`] as [string, Tone, string],
    'not-met': [signs.error, 'red', `not as expected: ${said === '' ? text : said}`] as [string, Tone, string],
    unverified: [signs.unsure, 'yellow', `nobody has judged: ${text}`] as [string, Tone, string],
    sample: [signs.dot, 'dim', `the page shows: ${text}`] as [string, Tone, string],
  }[event.verdict]
  const lines = wrapTo(style.show(words), style.columns - 4)
  return lines.slice(0, 6).map((line, index) => (index === 0 ? `  ${paint(tone, sign)} ${line}` : `    ${line}`))
}
