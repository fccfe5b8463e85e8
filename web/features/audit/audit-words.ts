import type { AuditItem } from '../../../src/http/contract.ts'

type Entry = AuditItem['entry']

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** Who did it, by name where there is one. */
export function actorWords(entry: Entry): string {
  const actor = record(entry.actor)
  const name = text(actor.name) ?? text(actor.id) ?? 'nobody'
  const kind = text(actor.kind)
  return kind === undefined || kind === 'user' ? name : `${name} (${kind})`
}

/** What it was done to, and what of it was written down. */
export function detailsOf(entry: Entry): string {
  const subject = record(entry.subject)
  const named = text(entry.subject) ?? text(subject.name) ?? text(subject.id)
  const after = record(entry.after)
  const facts = Object.entries(after).flatMap(([name, value]) =>
    value === null || typeof value === 'object' ? [] : [`${name}: ${String(value)}`],
  )
  return [named, ...facts].filter((part) => part !== undefined).join(' · ')
}
