/** What may be kept for ever of a value that was changed: not its secrets, and no more than a reader can use. */
import type { Json } from '../kit/canonical-json.ts'

const SECRET_NAME =
  /(?:password|passphrase|secret|token|authorization|cookie|private_?key|api_?key|code_?verifier|(?:password|key|token)_?hash|dsn)$/i
/** Our own tokens, and addresses with a password in them, wherever they stand in a text. */
const SECRET_TEXT = /\bob[a-z]_[a-z2-7]{40,}|(?<=:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/g
/** Lone surrogates and NUL, which PostgreSQL's JSON refuses. */
const UNSTORABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const LONGEST_TEXT = 4_000
const MOST_ITEMS = 200
const DEEPEST = 8

export const REMOVED = '[removed]'

/** A text that can be stored, without secrets in it. */
export const storableText = (text: string): string => {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
  return cut.replace(UNSTORABLE, '\ufffd').replace(SECRET_TEXT, REMOVED)
}

/** The value as the audit keeps it. Never throws: what cannot be said is said to be left out. */
export function withoutSecrets(value: unknown, depth = 0): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object') return `[${typeof value}]`
  if (depth >= DEEPEST) return '[too deep]'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return '[bytes]'
  if (value instanceof Set) return withoutSecrets([...value], depth)
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => withoutSecrets(item, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return withoutSecrets(value.toJSON(), depth + 1)
  const kept = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .slice(0, MOST_ITEMS)
    .map(([name, item]): [string, Json] => [
      storableText(name),
      SECRET_NAME.test(name) && item !== null && typeof item !== 'boolean' ? REMOVED : withoutSecrets(item, depth + 1),
    ])
  return Object.fromEntries(kept)
}
