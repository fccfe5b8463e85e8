/** Asks one Prometheus the query of a page, as it is at this moment. */
import type { Executor, ExecutorEnd } from '../../run-options.ts'
import { exchange } from '../exchange/actions.ts'
import { fillVariables } from '../fill-variables.ts'
import { readPrometheusAnswer } from '../prometheus-answer.ts'

const MAX_BYTES = 8 * 1024 * 1024

export interface PromqlOptions {
  /** Its address, with the path it is served under. */
  url: string
  /** Sent as a bearer token. */
  token?: string
}

export const promqlExecutor =
  ({ url, token }: PromqlOptions): Executor =>
  async ({ text, variables, timeoutMs, signal, print }) => {
    const seconds = Math.max(1, Math.ceil(timeoutMs / 1000))
    const body = new URLSearchParams({ query: fillVariables(text, variables), timeout: `${seconds}s` }).toString()
    const headers: [string, string][] = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'application/json'],
      ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as [string, string]]),
    ]
    const address = new URL(`${url.replace(/\/+$/, '')}/api/v1/query`)
    const request = { method: 'POST', url: address, headers, body }
    const end = await exchange(request, { timeoutMs, signal, maxBytes: MAX_BYTES })
    // A query changes nothing: whatever became of it, it may be asked again.
    if (end.kind === 'timed-out' || end.kind === 'cancelled')
      return { kind: end.kind, processes: 'all-gone', survivors: [] }
    if (end.kind === 'failed') return failed(`${address.origin}: ${end.reason}`, print)
    if (end.answer.cut) return failed(`the answer is longer than ${MAX_BYTES} bytes`, print)
    const answer = readPrometheusAnswer(end.answer.body.toString('utf8'), end.answer.status)
    if (!answer.ok) return failed(answer.reason, print)
    for (const warning of answer.warnings) await print('stderr', `${warning}\n`)
    if (answer.lines.length > 0) await print('stdout', `${answer.lines.join('\n')}\n`)
    return { kind: 'finished', status: 0 }
  }

async function failed(reason: string, print: Parameters<Executor>[0]['print']): Promise<ExecutorEnd> {
  await print('stderr', `opsbook: ${reason}\n`)
  return { kind: 'finished', status: 1 }
}
