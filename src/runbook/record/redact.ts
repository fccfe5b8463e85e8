/** Replaces secrets in a stream of bytes, wherever the stream is cut into pieces. Terminal control sequences stay. */

import { SHORTEST, secretForms } from './secret-forms.ts'
import { matchAt, type Patterns, type Piece, patternsOf, UNDECIDED } from './secret-patterns.ts'

export interface Redactor {
  /** Bytes that are certain; some at the end may be kept until it is known what follows. */
  push(bytes: Uint8Array): Uint8Array
  /** The stream is complete: the rest. */
  end(): Uint8Array
}

/** What stands in the place of a secret. */
export const MASK = '[redacted]'
const MASK_BYTES = new TextEncoder().encode(MASK)

export interface Redaction {
  /** A redactor for one more stream. */
  stream(): Redactor
  text(text: string): string
  contains(text: string): boolean
  /** Indexes of the secrets that are too short to be looked for, and so are not protected. */
  tooShort: readonly number[]
}

/**
 * Prepares the search for secrets in all their notations. A thousand of them cost little more time per byte than one.
 * Secrets of fewer than four bytes are not looked for, and told by their index.
 */
export function redaction(secrets: readonly (string | Uint8Array)[]): Redaction {
  const size = (secret: string | Uint8Array) => (typeof secret === 'string' ? Buffer.byteLength(secret) : secret.length)
  const patterns = patternsOf(secrets.filter((secret) => size(secret) >= SHORTEST).flatMap(secretForms))
  const replace = (text: string) => {
    const stream = new RedactingStream(patterns)
    const bytes = Buffer.concat([stream.push(new TextEncoder().encode(text)), stream.end()])
    return { found: stream.found, bytes }
  }
  return {
    stream: () => new RedactingStream(patterns),
    text(text) {
      if (patterns.empty) return text
      const { found, bytes } = replace(text)
      return found === 0 ? text : bytes.toString('utf8')
    },
    contains: (text) => replace(text).found > 0,
    tooShort: secrets.flatMap((secret, index) => (size(secret) < SHORTEST ? [index] : [])),
  }
}

const NOTHING = new Uint8Array(0)

/** Marks everything that any pattern covers, so that secrets which overlap leave nothing of each other. */
class RedactingStream implements Redactor {
  readonly #patterns: Patterns
  /** The beginning of what may be a secret. */
  #held: Uint8Array = NOTHING
  /** How many of the next bytes belong to a secret that is already masked. */
  #covered = 0
  /** Stretches masked so far. */
  found = 0

  constructor(patterns: Patterns) {
    this.#patterns = patterns
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.#patterns.empty || bytes.length === 0) return bytes
    return this.#scan({ data: this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]), last: false })
  }

  end(): Uint8Array {
    return this.#scan({ data: this.#held, last: true })
  }

  #scan(piece: Piece): Uint8Array {
    const { data } = piece
    const { pairs } = this.#patterns
    const out: Uint8Array[] = []
    let coverEnd = this.#covered
    let limit = data.length
    for (let at = 0; at < data.length; at++) {
      // Nearly every byte is dismissed here.
      if (at + 1 < data.length && pairs[(data[at]! << 8) | data[at + 1]!] === 0) continue
      const end = matchAt(this.#patterns, piece, at)
      if (end === UNDECIDED) {
        limit = at
        break
      }
      if (end === 0) continue
      if (at >= coverEnd) {
        out.push(data.subarray(coverEnd, at), MASK_BYTES)
        this.found++
      }
      coverEnd = Math.max(coverEnd, end)
    }
    if (coverEnd < limit) out.push(data.subarray(coverEnd, limit))
    this.#covered = Math.max(0, coverEnd - limit)
    this.#held = limit < data.length ? data.slice(limit) : NOTHING
    return out.length === 1 ? out[0]! : Buffer.concat(out)
  }
}
