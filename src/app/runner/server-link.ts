/** A runner's way to its server: outbound requests only, tried again until they arrive. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerLink {
  /** One try. Undefined when the server could not be reached or could not work. */
  readonly ask: <Answer>(path: string, body: object) => Promise<LinkAnswer<Answer> | undefined>
  /** Tried until the server answers or the signal ends it. */
  readonly deliver: <Answer>(path: string, body: object) => Promise<LinkAnswer<Answer> | undefined>
}

export interface LinkAnswer<Answer> {
  readonly status: number
  readonly body: Answer
}

const LIMIT_MS = 30_000
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5_000

/** `url` without a trailing slash; the token goes into a header and nowhere else. */
export function serverLink(url: string, token: string, signal: AbortSignal): ServerLink {
  const ask = async <Answer>(path: string, body: object): Promise<LinkAnswer<Answer> | undefined> => {
    try {
      const response = await fetch(`${url}/api/v1/runner${path}`, {
        method: 'POST',
        redirect: 'error',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
      })
      const text = await response.text()
      if (response.status >= 500 || response.status === 429) return undefined
      return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Answer }
    } catch {
      return undefined
    }
  }
  return {
    ask,
    deliver: async <Answer>(path: string, body: object) => {
      for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
        const answer = await ask<Answer>(path, body)
        if (answer) return answer
        await sleep(waitMs, undefined, { signal }).catch(() => undefined)
      }
      return undefined
    },
  }
}
