import type { PlannedStep } from '../../plan/plan.ts'

/** A step of a test that no page has as such: what comes before a procedure, and a command of a test document. */
export function plainStep(
  given: Pick<PlannedStep, 'id' | 'title' | 'line' | 'endLine' | 'timeoutSeconds'>,
  text: string,
): PlannedStep {
  return {
    ...given,
    phase: 'action',
    role: 'step',
    kind: 'command',
    language: 'bash',
    executor: 'bash',
    commands: [{ text, execute: text, line: given.line, endLine: given.endLine, risk: 'unknown' }],
    environment: [],
    expectations: [],
    risk: 'unknown',
    effect: 'unknown',
    traits: [],
    reasons: [],
    retries: 0,
    consent: { interactive: 'runs', auto: 'runs', 'yes-changes': 'runs' },
    notes: [],
    calls: [],
    exitCodes: [0],
    captures: [],
  }
}
