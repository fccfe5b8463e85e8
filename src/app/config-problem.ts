/** What can be wrong with `opsbook.yaml`, as a table of codes like every other finding. */
import type { Diagnostic, Span } from '../kit/diagnostic.ts'

export const configProblems = {
  RB091: {
    name: 'config-yaml',
    summary: 'opsbook.yaml is not valid YAML.',
    hint: 'Mend the line; "opsbook config schema" prints what the file may contain',
  },
  RB092: {
    name: 'config-key',
    summary: 'opsbook.yaml has a key that does not exist.',
    hint: 'Remove it; "opsbook config schema" lists the keys',
  },
  RB093: {
    name: 'config-value',
    summary: 'A value in opsbook.yaml is not of the kind its key asks for.',
    hint: '"opsbook config schema" says what each key takes',
  },
  RB094: {
    name: 'route-test',
    summary: 'An alert is not told to whom a test in opsbook.yaml says, or is another incident.',
    hint: 'Mend the route or the test; "opsbook alert routes explain" shows the way of an alert through the tree',
  },
  RB095: {
    name: 'paging-matrix',
    summary: 'The paging policies do not keep the escalation matrix of the book.',
    hint: 'Change the policy or the matrix; "opsbook config import --from-book" shows the policies the matrix means',
    severity: 'warning',
  },
} as const

/** Those that are about the file itself. */
export type ConfigProblemCode = Exclude<keyof typeof configProblems, 'RB095'>

/**
 * A finding about the configuration file: always an error, because a setting that is not understood is not in force, and one that
 * fails its own test does not do what the team relies on.
 */
export function configProblem(
  code: ConfigProblemCode,
  at: { file: string; span: Span },
  said: { message: string; hint?: string },
): Diagnostic {
  return { rule: code, severity: 'error', ...at, message: said.message, hint: said.hint ?? configProblems[code].hint }
}
