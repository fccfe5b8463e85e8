/** What PostgreSQL stores in no text and no JSON: the NUL character and halves of surrogate pairs. `JSON.stringify` writes both as escapes. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i
const NOT_STORABLE = /\0|\p{Surrogate}/gu

/** JSON that the database takes whatever a sender wrote: what it could not store becomes the replacement character. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value)
  // An escaped backslash before a "u" looks suspect too; cleaning such a value once more changes nothing.
  return SUSPECT.test(json) ? JSON.stringify(cleaned(value)) : json
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [storableText(key), cleaned(inside)]))
}

/** A text the database takes. */
export const storableText = (text: string): string => text.replace(NOT_STORABLE, '\ufffd')
