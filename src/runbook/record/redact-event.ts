/** Takes secrets out of an event before it is written. */
import type { NewEvent } from './events.ts'

/** Fields with words and hashes of our own: a secret that happens to be such a word must not make the line unreadable. */
const STRUCTURAL: ReadonlySet<string> = new Set(
  'type kind result verdict mode processes phase effect planHash sha256 textHash session code as boot'.split(' '),
)

/** Applies a function to every text somebody else chose. Keys are ours. */
export const redactEvent = (event: NewEvent, redact: (text: string) => string): NewEvent =>
  redactTexts(event, redact) as NewEvent

function redactTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((one) => redactTexts(one, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, STRUCTURAL.has(key) ? one : redactTexts(one, redact)]),
  )
}
