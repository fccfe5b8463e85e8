/** Reads a JSON body against the schema of its route; every problem with its place, all at once. */
import type { ZodType } from 'zod'
import type { Problem } from '../kit/problem.ts'

/** Deeper JSON is nobody's honest request. */
const DEEPEST = 64

export type BodyReading = { ok: true; value: unknown } | { ok: false; status: number; problem: Problem }

/** Reads the bytes of a request for a route with a schema. */
export function readBody(raw: Uint8Array, contentType: string | undefined, schema: ZodType): BodyReading {
  if (raw.length > 0 && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? '')) {
    const message = `the body is ${contentType ?? 'of no type'}, not JSON`
    return no(415, { code: 'request/not-json', message, hint: 'Send content-type: application/json' })
  }
  const parsed = parseJson(raw)
  if ('problem' in parsed) return no(400, parsed.problem)
  return checked(schema, parsed.value)
}

/** Checks a value against a schema. */
export function checked(schema: ZodType, value: unknown): BodyReading {
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const [first, ...more] = result.error.issues
  const place = first!.path.map(String).join('.')
  const also =
    more.length > 0
      ? `; and ${more.length} more: ${more
          .map((issue) => issue.path.map(String).join('.') || 'the whole')
          .slice(0, 5)
          .join(', ')}`
      : ''
  const message = `${place === '' ? 'the request' : place}: ${first!.message}${also}`
  return no(400, { code: 'request/invalid', message, ...(place === '' ? {} : { at: place }) })
}

function parseJson(raw: Uint8Array): { value: unknown } | { problem: Problem } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return {
      problem: { code: 'request/not-utf8', message: 'the body is not UTF-8', hint: 'Send JSON encoded as UTF-8' },
    }
  }
  if (text.trim() === '') return { value: undefined }
  if (tooDeep(text))
    return { problem: { code: 'request/too-deep', message: `the body nests deeper than ${DEEPEST} levels` } }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: { code: 'request/not-json', message: `the body is not JSON: ${(error as Error).message}` } }
  }
}

/** Counts brackets outside of strings, before anything recursive sees the text. */
function tooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index]
    if (quoted) {
      if (letter === '\\') index += 1
      else if (letter === '"') quoted = false
    } else if (letter === '"') quoted = true
    else if (letter === '[' || letter === '{') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (letter === ']' || letter === '}') depth -= 1
  }
  return false
}

const no = (status: number, problem: Problem): BodyReading => ({ ok: false, status, problem })
