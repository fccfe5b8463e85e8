/** Jobs may send their whole output; it is taken, and its beginning kept. */
export const LARGEST_BODY = 100_000
const KEPT_BYTES = 10_000

/** The first bytes of what a job said, as text that a database can keep; undefined for nothing. */
export function keptBody(raw: Uint8Array): string | undefined {
  if (raw.byteLength === 0) return undefined
  // A character that was cut in two at the end is dropped by the stream mode; zero bytes are no text to a database.
  const text = new TextDecoder().decode(raw.subarray(0, KEPT_BYTES), { stream: true })
  return text.replaceAll('\0', '\u2400')
}
