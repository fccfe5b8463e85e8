/** Sends the request of a page and prints the answer as `curl -i` does: status line, headers, body. */
import type { Executor, ExecutorEnd, ExecutorRequest } from '../../run-options.ts'
import { type ExchangeEnd, exchange, type HttpAnswer } from '../exchange/actions.ts'
import { type HttpRequest, isLoopback, onlyReads, readRequest } from '../read-request.ts'

const MAX_BYTES = 1024 * 1024

/** The statuses of curl, which operators know: bad request, no connection, refused by the server, too long. */
const STATUS = { malformed: 3, failed: 7, refused: 22, cut: 63, redirects: 47 } as const

export interface HttpOptions {
  /** How many redirections of a request that only reads are followed. */
  redirects: number
  /** True for a target that is the machine this process runs on. */
  isHere: (target: string) => boolean
}

export const httpExecutor =
  ({ redirects, isHere }: HttpOptions): Executor =>
  async (step) => {
    const say = async (words: string) => step.print('stderr', `opsbook: ${words}\n`)
    const tell = async (words: string, status: number) => {
      await say(words)
      return finished(status)
    }
    const reading = readRequest(step.text, step.variables)
    if (!reading.ok) return tell(reading.reason, STATUS.malformed)
    if (isLoopback(reading.request.url) && !isHere(step.target)) {
      return tell(
        `${reading.request.url.host} would be this machine, and the step is about ${step.target}: use curl in a bash block`,
        STATUS.malformed,
      )
    }
    const until = performance.now() + step.timeoutMs
    let { request } = reading
    for (let followed = 0; ; followed++) {
      const timeoutMs = Math.max(1, until - performance.now())
      const end = await exchange(request, { timeoutMs, signal: step.signal, maxBytes: MAX_BYTES })
      if (end.kind !== 'answered') return notAnswered(end, request, say)
      await printAnswer(step, end.answer, request.method)
      const next = onlyReads(request.method) && redirects > 0 ? redirected(request, end.answer) : undefined
      if (!next) return answered(end.answer, request, say)
      if (followed === redirects) return tell(`more than ${redirects} redirections`, STATUS.redirects)
      if (isLoopback(next.url) && !isLoopback(request.url))
        return tell(`the redirection to ${next.url.host} leads into this machine`, STATUS.redirects)
      request = next
    }
  }

const finished = (status: number): ExecutorEnd => ({ kind: 'finished', status })

async function printAnswer({ print }: ExecutorRequest, answer: HttpAnswer, method: string): Promise<void> {
  const head = [
    `HTTP/${answer.version} ${answer.status} ${answer.reason}`.trimEnd(),
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
  ]
  await print('stdout', `${head.join('\n')}\n\n`)
  if (method !== 'HEAD' && answer.body.length > 0) await print('stdout', answer.body.toString('utf8'))
}

async function answered(
  { status, cut }: HttpAnswer,
  { method }: HttpRequest,
  say: (words: string) => unknown,
): Promise<ExecutorEnd> {
  if (cut) await say(`the answer is longer than ${MAX_BYTES} bytes and was cut`)
  if (status >= 400) return finished(STATUS.refused)
  // What is not in the rest cannot be known; whether a change was made can.
  return finished(cut && onlyReads(method) ? STATUS.cut : 0)
}

/** A request to change something that may have arrived is not known to have failed. */
async function notAnswered(
  end: Exclude<ExchangeEnd, { kind: 'answered' }>,
  { method }: HttpRequest,
  say: (words: string) => unknown,
): Promise<ExecutorEnd> {
  const open = end.sent && !onlyReads(method)
  if (end.kind !== 'failed') return { kind: end.kind, processes: open ? 'unknown' : 'all-gone', survivors: [] }
  await say(end.reason)
  return open ? { kind: 'lost', reason: end.reason } : finished(STATUS.failed)
}

/** Where an answer leads, without what only the first server may know. */
function redirected(request: HttpRequest, { status, headers }: HttpAnswer): HttpRequest | undefined {
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
  if (
    ![301, 302, 303, 307, 308].includes(status) ||
    location === undefined ||
    !URL.canParse(location, request.url.href)
  )
    return undefined
  const url = new URL(location, request.url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const foreign = url.origin !== request.url.origin
  const kept = request.headers.filter(
    ([name]) => !/^host$/i.test(name) && !(foreign && !/^(?:accept|accept-.*|user-agent)$/i.test(name)),
  )
  return { method: request.method, url, headers: kept }
}
