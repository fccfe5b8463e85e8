import { storable } from './storable-text.ts'

/** Nothing an alert has to say is nested deeper; whoever walks a body may recurse this far. */
const MAX_DEPTH = 64
/** Separators in one body; a body of ten megabytes can hold five million of them, and each becomes an object of ours. */
const MAX_MEMBERS = 200_000

export type JsonBody =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false
      readonly why: 'empty' | 'too-large' | 'too-deep' | 'too-many' | 'cut-short' | 'not-json'
      /** A sentence for the sender, without any of what was sent. */
      readonly message: string
    }

/**
 * The JSON value of a body, whatever bytes it has: bounded in size, depth and number of members before anything is built. Bytes that are no UTF-8
 * become U+FFFD, as Go's decoder does it, and so do characters no database column can keep.
 */
export function readJsonBody(body: Uint8Array, maxBytes: number): JsonBody {
  if (body.byteLength > maxBytes) return refused('too-large', `the body is larger than ${maxBytes} bytes`)
  const { excess, open } = structureOf(body)
  if (excess === 'too-deep') return refused(excess, `the body is nested deeper than ${MAX_DEPTH} levels`)
  if (excess === 'too-many') return refused(excess, `the body has more than ${MAX_MEMBERS} members`)
  const text = new TextDecoder().decode(body)
  if (/^\s*$/.test(text)) return refused('empty', 'the body is empty')
  try {
    const value = JSON.parse(text) as unknown
    // Rare enough to be read twice, and rewriting what is no JSON anyway would be work for nothing.
    return { ok: true, value: UNSTORABLE.test(text) ? (JSON.parse(withoutUnstorable(text)) as unknown) : value }
  } catch {
    return open
      ? refused('cut-short', 'the body ends in the middle of a value')
      : refused('not-json', 'the body is not valid JSON')
  }
}

/** The fields of a form body or a query. */
export const readForm = (text: string): ReadonlyMap<string, readonly string[]> => {
  const fields = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(text)) {
    const values = fields.get(name)
    if (values) values.push(storable(value))
    else fields.set(name, [storable(value)])
  }
  return fields
}

const refused = (why: Extract<JsonBody, { ok: false }>['why'], message: string): JsonBody => ({
  ok: false,
  why,
  message,
})

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [0x5b, 0x5d, 0x7b, 0x7d]

interface Structure {
  readonly excess?: 'too-deep' | 'too-many'
  /** Something that was begun does not end. */
  readonly open: boolean
}

function structureOf(body: Uint8Array): Structure {
  let [depth, members, inText] = [0, 0, false]
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!
    if (inText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN_LIST || byte === OPEN_RECORD) {
      if (++depth > MAX_DEPTH) return { excess: 'too-deep', open: true }
    } else if (byte === CLOSE_LIST || byte === CLOSE_RECORD) depth--
    else if ((byte === COMMA || byte === COLON) && ++members > MAX_MEMBERS) return { excess: 'too-many', open: true }
  }
  return { open: inText || depth > 0 }
}

const UNSTORABLE = /\\u(?:0000|d[89a-f])/i
/** A surrogate pair, a lone half, NUL, or any other escape; the last so that `\\u0000`, a backslash and five letters, stays. */
const ESCAPES = /\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(ud[89a-f][0-9a-f]{2}|u0000)|.)/gis

const withoutUnstorable = (text: string) =>
  text.replace(ESCAPES, (written, unstorable) => (unstorable ? '\\ufffd' : written))
