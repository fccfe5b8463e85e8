/** A plan at a glance, before the first question of a run: one line a step. */
import type { Plan, PlannedStep } from '../plan/plan.ts'
import { displayWidth, wrapTo } from './display-width.ts'
import { riskWord } from './risk-words.ts'
import { stepTitle } from './run-lines.ts'
import { counted, type Style, type Tone } from './style.ts'

export function planOverview(plan: Plan, style: Style): readonly string[] {
  const { paint, columns, show } = style
  const place = `${plan.page}:${plan.procedure?.line ?? 1}`
  const title = show(plan.title)
  const room = columns - displayWidth(title) - displayWidth(place)
  const head =
    room >= 2
      ? [`${paint('bold', title)}${' '.repeat(room)}${paint('dim', place)}`]
      : [paint('bold', title), paint('dim', place)]
  const facts: [string, string | undefined][] = [
    ['when', plan.procedure?.when],
    ['time', plan.timeBound?.text],
    ['where', plan.targets.map(({ name }) => name).join(', ')],
    ['values', plan.parameters.map(valueWords).join(', ')],
    ['first', plan.prerequisites.join('; ')],
  ]
  return [
    ...head,
    ...facts.flatMap(([name, text]) => (text ? hanging(`  ${name.padEnd(6)} `, text, style) : [])),
    '',
    ...plan.steps.flatMap((step, index) => stepLine(step, String(index + 1), style)),
    ...(plan.rollback.length > 0
      ? [`  ${paint('dim', `${counted(plan.rollback.length, 'step')} to take it back, on request`)}`]
      : []),
    ...plan.notices.flatMap((notice) => hanging('  note ', notice, style)),
    '',
  ]
}

function valueWords({ name, secret, value, capturedBy }: Plan['parameters'][number]): string {
  if (capturedBy !== undefined) return `${name} from the output of ${capturedBy}`
  return secret ? `${name} (secret)` : `${name}=${JSON.stringify(value ?? '')}`
}

function stepLine(step: PlannedStep, number: string, style: Style): readonly string[] {
  const { signs, paint } = style
  const [tone, words]: [Tone, string] =
    step.kind === 'manual'
      ? ['dim', `${signs.manual} by hand`]
      : step.kind === 'choice'
        ? ['dim', `${signs.unsure} choose`]
        : [riskWord(step.risk).tone, `${signs[riskWord(step.risk).sign]} ${riskWord(step.risk).word}`]
  const lead = `${number.padStart(4)} ${words.padEnd(11)} `
  const only = step.condition === undefined || step.condition === step.title ? '' : ` (only: ${step.condition})`
  const approval = step.approval ? ` (needs ${counted(step.approval.count, 'approval')})` : ''
  const unasked = changesUnasked(step) ? ' (without a question)' : ''
  const lines = wrapTo(style.show(`${stepTitle(step)}${only}${approval}${unasked}`), style.columns - lead.length)
  return lines.map((line, index) =>
    index === 0 ? `${number.padStart(4)} ${paint(tone, words.padEnd(11))} ${line}` : ' '.repeat(lead.length) + line,
  )
}

/** The policy lets it change something without asking anybody, at a terminal too. */
export const changesUnasked = ({ effect, consent }: PlannedStep): boolean =>
  effect !== 'read-only' && consent.interactive === 'runs'

const hanging = (lead: string, text: string, style: Style): readonly string[] =>
  wrapTo(style.show(text), style.columns - lead.length).map((line, index) =>
    index === 0 ? style.paint('dim', lead) + line : ' '.repeat(lead.length) + line,
  )
