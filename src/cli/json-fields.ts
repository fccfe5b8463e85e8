/** `--json=findings,counts`: some fields of a result, without another program. */
import { nearNames } from '../runbook/book/near-names.ts'
import { usageFailure } from './failure.ts'

/** Keeps the named fields of a result, and its schema. Fails when there is no such field. */
export function pickFields(value: unknown, fields: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const record = value as Record<string, unknown>
  for (const field of fields) {
    if (field in record) continue
    const near = nearNames(field, Object.keys(record))
    const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${Object.keys(record).join(', ')}`
    throw usageFailure('unknown-field', `the result has no field "${field}"`, hint)
  }
  return Object.fromEntries(Object.entries(record).filter(([key]) => key === 'schema' || fields.includes(key)))
}
