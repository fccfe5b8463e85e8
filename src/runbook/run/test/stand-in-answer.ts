/** What a stand-in prints: what the page itself says that the command prints. */
import type { Expectation } from '../../book/page.ts'
import type { PlannedStep } from '../../plan/plan.ts'
import { expectationsAbout, lastPart } from '../step-state.ts'

/** Text for the calls of one command; empty where the page shows nothing. */
export function answerOf(step: PlannedStep, command: number): string {
  const about = expectationsAbout(step, command)
  const shown = about.length > 0 || command !== lastPart(step) ? about : expectationsAbout(step, 'step')
  return shown
    .map(({ expectation }) => textOf(expectation))
    .filter((text) => text !== '')
    .join('\n')
}

function textOf(expectation: Expectation): string {
  const { kind, text, values, form, comparison } = expectation
  switch (kind) {
    case 'empty':
    case 'prose':
      return ''
    case 'number':
      return comparison ? String(fittingNumber(comparison)) : text
    case 'one-of':
      return values?.[0] ?? text
    case 'list':
    case 'contains':
    case 'key-value':
    case 'sequence':
      return form === 'block' || form === 'transcript' ? text : (values ?? [text]).join('\n')
    case 'exact':
      return form === 'block' || form === 'transcript' ? text : (values?.[0] ?? text)
    default:
      return text
  }
}

function fittingNumber({ operator, value, upper }: NonNullable<Expectation['comparison']>): number {
  if (operator === '<') return value - Math.max(1, Math.abs(value) / 2)
  if (operator === '>') return value + 1
  return upper === undefined ? value : (value + upper) / 2
}
