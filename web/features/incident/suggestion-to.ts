import type { Suggestion } from '../../../src/http/contract.ts'
import { runbookTo } from '../runbook/runbook-path.ts'

/** Address of a suggested procedure, with its parameters filled in, for an incident. */
export const suggestionTo = (
  { file, procedure, bindings }: Pick<Suggestion, 'file' | 'procedure' | 'bindings'>,
  incident?: number,
): string =>
  runbookTo(file, {
    ...{ procedure: procedure ?? undefined, incident: incident?.toString() },
    ...Object.fromEntries(bindings.map(({ parameter, value }) => [`param.${parameter}`, value])),
  })
