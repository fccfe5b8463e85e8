/** Requests to the server: same origin, the session in a cookie, what proves our page in a header. */
import { Problem, type SaidProblem, unreachable } from './problem.ts'

let csrf: string | undefined

/** What the session gave; sent with everything that changes something. */
export const keepCsrf = (token: string | null | undefined): void => {
  csrf = token ?? undefined
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** Chosen once for one wish: the same again does nothing more. */
  readonly key?: string | undefined
  /** The version one has seen; another one now refuses. */
  readonly ifVersion?: number | undefined
  readonly signal?: AbortSignal | undefined
}

const LIMIT_MS = 30_000

async function request(path: string, { method = 'GET', body, key, ifVersion, signal }: Ask): Promise<Response> {
  const limit = AbortSignal.timeout(LIMIT_MS)
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || csrf === undefined ? {} : { 'x-opsbook-csrf': csrf }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreachable()
  }
}

/** Asks and reads JSON; throws a `Problem` when it is refused or nobody answers. */
export async function ask<Answer>(path: string, options: Ask = {}): Promise<Answer> {
  const answer = await request(path, options)
  const said: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return said as Answer
  throw new Problem(answer.status, asRefusal(said, answer.status))
}

/** Asks and reads text, for exports and logs. */
export async function askText(path: string, options: Ask = {}): Promise<string> {
  const answer = await request(path, options)
  const text = await answer.text()
  if (answer.ok) return text
  throw new Problem(answer.status, asRefusal(parsed(text), answer.status))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asRefusal(said: unknown, status: number) {
  const { code, message, hint, at, problems } = (typeof said === 'object' && said !== null ? said : {}) as Record<
    string,
    unknown
  >
  const word = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    code: word(code) ?? `http/${status}`,
    message: word(message) ?? (status >= 500 ? 'The server is in trouble.' : `The server answered ${status}.`),
    hint: word(hint) ?? (status >= 500 ? 'Try again in a moment.' : undefined),
    at: word(at),
    problems: Array.isArray(problems) ? (problems as SaidProblem[]) : undefined,
  }
}

/** A path with its parameters encoded and its query without what is undefined or empty. */
export function pathOf(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}
