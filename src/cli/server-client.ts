/** Talks to a server for the commands that need one: where it is, who we are, and its refusals in the words and exit codes of the command line. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

/** Flags of commands that talk to a server. */
export interface ServerFlags {
  server?: string
  tokenFile?: string
}

export interface ServerRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the request. */
  readonly signal?: AbortSignal
}

export interface ServerClient {
  readonly url: string
  /** Sends a request below `/api/v1` and reads the JSON it is answered with. Throws a `Failure`. */
  readonly ask: <Answer>(path: string, request?: ServerRequest) => Promise<Answer>
  /** Every item of a paged list, at most `limit`. */
  readonly list: <Item>(path: string, query: ServerRequest['query'], limit: number) => Promise<Item[]>
  /** The same for what is no JSON. */
  readonly text: (path: string, request?: ServerRequest) => Promise<string>
  /** The response itself, for streams and downloads; refusals are thrown all the same. */
  readonly open: (path: string, request?: ServerRequest) => Promise<Response>
}

/** What `opsbook auth login` keeps: one entry a server. */
export interface Credentials {
  readonly servers: Readonly<Record<string, { token: string; user: string }>>
  readonly current?: string
}

export const DEFAULT_SERVER = 'http://127.0.0.1:8080'

/** Where credentials are kept; 0600, written by `auth login`. */
export const credentialsPath = (env: Call<object>['env']): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'opsbook', 'credentials.json')

export function readCredentials(env: Call<object>['env']): Credentials {
  try {
    return JSON.parse(readFileSync(credentialsPath(env), 'utf8')) as Credentials
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { servers: {} }
    const message = `${credentialsPath(env)} cannot be read: ${(error as Error).message}`
    throw new Failure({
      code: 'auth/credentials',
      message,
      hint: 'opsbook auth login writes it anew',
      exit: EXIT.usage,
    })
  }
}

/** The server a call is about: `--server`, `OPSBOOK_SERVER`, the one last signed in to, or the one of this machine. */
export function serverUrl({ flags, env }: Pick<Call<ServerFlags>, 'flags' | 'env'>): string {
  const given = flags.server ?? env.OPSBOOK_SERVER ?? readCredentials(env).current ?? DEFAULT_SERVER
  try {
    const url = new URL(given)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('not http')
    return url.origin + url.pathname.replace(/\/$/, '')
  } catch {
    throw usageFailure(
      'invalid-value',
      `"${given}" is not the address of a server`,
      'For example --server https://ops.example.org',
    )
  }
}

/** A client for the call's server, signed in where a token is known: `--token-file`, `OPSBOOK_TOKEN`, or what `auth login` kept. */
export function serverClient(call: Pick<Call<ServerFlags>, 'flags' | 'env'>): ServerClient {
  const url = serverUrl(call)
  return clientFor(url, tokenFor(call, url))
}

/** A client for one server, signed in by a token or by nothing. */
export function clientFor(url: string, token?: string): ServerClient {
  const open = async (path: string, request: ServerRequest = {}) => {
    const { method = 'GET', query = {}, body, headers = {}, signal } = request
    const target = new URL(`${url}/api/v1${path}`)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) target.searchParams.set(name, String(value))
    const response = await reach(url, target, {
      method,
      redirect: 'error',
      ...(signal ? { signal } : {}),
      headers: {
        ...{ accept: 'application/json', ...headers },
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw await refusal(response)
    return response
  }
  const text = async (path: string, request?: ServerRequest) => wholeText(url, await open(path, request))
  const ask = async <Answer>(path: string, request?: ServerRequest) => {
    const answer = await text(path, request)
    return (answer === '' ? undefined : JSON.parse(answer)) as Answer
  }
  return {
    ...{ url, ask, text, open },
    list: async <Item>(path: string, query: ServerRequest['query'], limit: number) => {
      const items: Item[] = []
      let after: string | undefined
      while (items.length < limit) {
        const page = await ask<{ items: Item[]; next: string | null }>(path, {
          query: { ...query, limit: Math.min(500, limit - items.length), after },
        })
        items.push(...page.items)
        if (page.next === null) break
        after = page.next
      }
      return items
    },
  }
}

/** A token from a file, or from standard input with `-`: never from the command line, which everybody on the machine can see. */
export function readTokenFile(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  } catch (error) {
    throw usageFailure('no-such-file', `the token file cannot be read: ${(error as Error).message}`)
  }
}

function tokenFor({ flags, env }: Pick<Call<ServerFlags>, 'flags' | 'env'>, url: string): string | undefined {
  if (flags.tokenFile !== undefined) return readTokenFile(flags.tokenFile)
  return env.OPSBOOK_TOKEN ?? readCredentials(env).servers[url]?.token
}

async function reach(url: string, target: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, init)
  } catch (error) {
    throw unreachable(url, error)
  }
}

/** A line that is cut in the middle of an answer is no answer. */
async function wholeText(url: string, response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw unreachable(url, error)
  }
}

function unreachable(url: string, error: unknown): Failure {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause
  const reason = cause?.message || cause?.code || (error as Error).message
  const hint = 'Is it running there? opsbook serve starts one; --server or OPSBOOK_SERVER name another'
  const message = `the server at ${url} cannot be reached: ${reason}`
  return new Failure({ code: 'server/unreachable', message, hint, exit: EXIT.unreachable })
}

async function refusal(response: Response): Promise<Failure> {
  const text = await response.text().catch(() => '')
  const { code, message, hint } = readProblem(text)
  return new Failure({
    code: code ?? `server/${response.status}`,
    message: message ?? `the server answered ${response.status}`,
    ...(hint === undefined ? {} : { hint }),
    exit: exitOf(response.status),
  })
}

function readProblem(text: string): { code?: string; message?: string; hint?: string } {
  try {
    return JSON.parse(text) as { code?: string; message?: string; hint?: string }
  } catch {
    return {}
  }
}

function exitOf(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed
  if (status === 404 || status === 409 || status === 412) return EXIT.notFound
  if (status === 400 || status === 422) return EXIT.usage
  return status === 503 || status === 502 || status === 504 ? EXIT.unreachable : EXIT.failed
}
