import type { Suggestion } from '../../../src/http/contract.ts'

/** Address of a page of the book, opened at a procedure with its parameters filled in, for an incident. */
export function runbookPath(
  { file, procedure, bindings }: Pick<Suggestion, 'file' | 'procedure' | 'bindings'>,
  incident?: number,
): string {
  const query = new URLSearchParams()
  if (procedure !== null) query.set('procedure', procedure)
  if (incident !== undefined) query.set('incident', String(incident))
  for (const { parameter, value } of bindings) query.set(`param.${parameter}`, value)
  const path = `/runbooks/${file.split('/').map(encodeURIComponent).join('/')}`
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
