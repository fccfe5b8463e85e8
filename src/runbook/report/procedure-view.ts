/** A procedure as an operator needs it: when it applies, how long it may take, what to have ready, then the steps. */

import { visibleLines } from '../../kit/visible.ts'
import type { Alternative, Command, Expectation, Procedure, Step } from '../book/page.ts'
import { displayWidth, wrapTo } from './display-width.ts'
import { riskWord, traitWords, worstRisk } from './risk-words.ts'
import type { Style, Tone } from './style.ts'
import { boundWords } from './time-words.ts'

/** Renders one procedure. `place` is where it stands, for the head line. */
export function procedureView(procedure: Procedure, place: string, style: Style): string {
  const { paint } = style
  const lines = [...headLines(procedure, place, style), ...facts(procedure, style), '']
  const numbers = new Numbers()
  for (const step of procedure.steps) lines.push(...stepLines(step, { style, numbers, indent: 0 }))
  for (const [title, steps] of [
    ['verify', procedure.verification],
    ['roll back', procedure.rollback],
  ] as const) {
    if (steps.length > 0)
      lines.push(paint('bold', title), ...steps.flatMap((step) => stepLines(step, { style, numbers, indent: 0 })))
  }
  if (procedure.escalation.length > 0) {
    lines.push(paint('bold', 'if it does not help'))
    lines.push(...procedure.escalation.flatMap((text) => hanging('  - ', style.show(text), style)))
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function headLines({ title, path }: Procedure, place: string, style: Style): string[] {
  const { paint, columns } = style
  const name = style.show(title)
  const room = columns - displayWidth(name) - displayWidth(place)
  const head =
    room >= 2
      ? [`${paint('bold', name)}${' '.repeat(room)}${paint('dim', place)}`]
      : [...wrapTo(name, columns).map((line) => paint('bold', line)), paint('dim', place)]
  const around = path.filter((part) => part !== title).map(style.show)
  return around.length > 1 ? [...head, ...wrapTo(around.join(' / '), columns).map((line) => paint('dim', line))] : head
}

function facts(procedure: Procedure, style: Style): string[] {
  const { when, timeBound, severity, owner, alerts, symptoms, prerequisites, variants } = procedure
  const said: [string, string | undefined][] = [
    ['when', when],
    ['symptoms', symptoms.join('; ')],
    ['alerts', alerts.join(', ')],
    ['severity', severity],
    ['time', timeBound && boundWords(timeBound)],
    ['owner', owner],
    ['variants', variants.join(', ')],
    ['before', prerequisites.join('; ')],
    ['fill in', inputs(procedure)],
  ]
  return said.flatMap(([name, text]) => (text ? hanging(`  ${name.padEnd(9)} `, style.show(text), style) : []))
}

/** Everything that has a blank in it, named once with the line where it is first needed. */
function inputs({ steps, verification, rollback }: Procedure): string {
  const parameters = [...steps, ...verification, ...rollback].flatMap(ownParameters)
  const first = new Map(parameters.toReversed().map(({ text, line }) => [text, line]))
  return [...first]
    .toReversed()
    .map(([text, line]) => `${text} (line ${line})`)
    .join(', ')
}

const ownParameters = (step: Step): readonly { text: string; line: number }[] => [
  ...step.parameters,
  ...(step.alternatives ?? []).flatMap((alternative) => alternative.steps.flatMap(ownParameters)),
]

interface Place {
  style: Style
  numbers: Numbers
  indent: number
}

/** Steps count through the whole procedure, as someone who reports back on the phone counts them. */
class Numbers {
  private last = 0
  next(): string {
    this.last += 1
    return String(this.last)
  }
}

function stepLines(step: Step, place: Place): string[] {
  const { style, numbers, indent } = place
  const { paint } = style
  const number = numbers.next().padStart(indent + 3)
  const { text: badge, tone } = badgeOf(step, style)
  const width = displayWidth(`${number} ${badge}  `)
  const [first = '', ...rest] = wrapTo(style.show(titleOf(step)), Math.max(20, style.columns - width))
  const inner = ' '.repeat(indent + 6)
  const lines = [
    `${number} ${paint(tone, badge)}  ${first}`.trimEnd(),
    ...rest.map((line) => ' '.repeat(Math.min(width, style.columns - 20)) + line),
  ]
  if (step.condition && step.condition !== step.title)
    lines.push(...hanging(`${inner}${paint('yellow', 'only')} `, style.show(step.condition), style))
  if (step.within)
    lines.push(...hanging(`${inner}by hand, inside the session opened by `, style.show(step.within), style, 'yellow'))
  if (step.caution) lines.push(...hanging(`${inner}${style.signs.warning} `, style.show(step.caution), style, 'yellow'))
  if (step.timeBound) lines.push(`${inner}${paint('dim', 'time')} ${boundWords(step.timeBound)}`)
  for (const command of step.commands) lines.push(...commandLines(command, inner, style))
  for (const expectation of step.expectations) lines.push(...expectationLines(expectation, inner, style))
  for (const note of step.notes) lines.push(...noteLines(note, inner, style))
  for (const [index, alternative] of (step.alternatives ?? []).entries())
    lines.push(...alternativeLines(alternative, index, place))
  return [...lines, '']
}

function badgeOf(step: Step, { signs }: Style): { text: string; tone: Tone } {
  const risk = worstRisk(step)
  if (risk === undefined)
    return { text: step.kind === 'choice' ? `${signs.unsure} choose one` : `${signs.manual} by hand`, tone: 'dim' }
  const { sign, word, tone } = riskWord(risk)
  return { text: `${signs[sign]} ${word}`, tone }
}

/** A step that has no name of its own is called by its command, which stands below it anyway. */
const titleOf = ({ title, commands }: Step) => (commands.some(({ text }) => text === title) ? '' : title)

/** Commands are printed as they stand in the page, ready to be copied; only what a terminal would obey is shown instead. */
function commandLines(command: Command, indent: string, { paint, signs }: Style): string[] {
  const traits = traitWords(command)
  const { tone } = riskWord(command.risk)
  const mark = command.effect === 'read-only' ? ' ' : paint(tone, signs[riskWord(command.risk).sign])
  const lines = visibleLines(command.text)
    .split('\n')
    .map((line, index) => `${indent}${index === 0 ? mark : ' '} ${line}`)
  return traits.length > 0 ? [...lines, `${indent}  ${paint('dim', `(${traits.join(', ')})`)}`] : lines
}

/** A remark in running text, or a block of the page that somebody has to read as it stands. */
function noteLines(note: string, indent: string, style: Style): string[] {
  if (!note.includes('\n')) return hanging(`${indent}${style.paint('dim', 'note')} `, style.show(note), style)
  const lines = note.split('\n').map(style.show)
  const shown = lines.slice(0, 20).map((line) => `${indent}  ${style.paint('dim', style.signs.bar)} ${line}`)
  return lines.length > 20 ? [...shown, `${indent}  ${lines.length - 20} more lines in the page`] : shown
}

function expectationLines({ text, decidable, sample }: Expectation, indent: string, style: Style): string[] {
  const shown = text.split('\n')
  const label = sample ? 'sample' : decidable ? 'expect' : 'look for'
  const first = hanging(`${indent}${style.paint('dim', label)} `, style.show(shown[0] ?? ''), style)
  return [
    ...first,
    ...shown.slice(1, 12).map((line) => `${indent}  ${style.show(line)}`),
    ...(shown.length > 12 ? [`${indent}  ${style.signs.more}`] : []),
  ]
}

function alternativeLines(
  { title, by, platform, line, steps }: Alternative,
  index: number,
  { style, numbers, indent }: Place,
): string[] {
  const letter = String.fromCharCode(97 + (index % 26))
  const what = by === 'platform' ? `on ${platform ?? title}` : title || (by === 'or' ? 'or' : 'option')
  const head = `${' '.repeat(indent + 4)}${style.paint('bold', `${letter}) ${style.show(what)}`)} ${style.paint('dim', `line ${line}`)}`
  // What the alternative is called need not be said again by its only step.
  const named = steps.map((step) => (step.title === title ? { ...step, title: '' } : step))
  return [head, ...named.flatMap((step) => stepLines(step, { style, numbers, indent: indent + 3 }))]
}

/** A text behind a lead, its further lines below its first. */
function hanging(lead: string, text: string, { columns, paint }: Style, tone: 'plain' | 'yellow' = 'plain'): string[] {
  const width = displayWidth(lead.replace(/\u001b\[\d*m/g, ''))
  const lines = text.split('\n').flatMap((line) => wrapTo(line, columns - width))
  return lines.map((line, index) => (index === 0 ? lead : ' '.repeat(width)) + paint(tone, line))
}
