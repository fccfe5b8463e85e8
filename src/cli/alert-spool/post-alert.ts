/** Posts one alert to the intake for JSON of a server. */
const ANSWER_LENGTH = 4096

export type Delivery =
  | { readonly kind: 'delivered'; readonly outcome?: string }
  /** The server will never take this one. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The key is not valid: nothing will be taken until it is mended. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'unreachable'; readonly why: string }

export interface Post {
  readonly server: string
  readonly key: string
  readonly alert: unknown
  /** The same each time this alert is sent. */
  readonly deliveryId: string
  readonly timeoutMs: number
}

export async function postAlert({ server, key, alert, deliveryId, timeoutMs }: Post): Promise<Delivery> {
  try {
    const response = await fetch(`${server.replace(/\/+$/, '')}/intake/generic-json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        'idempotency-key': deliveryId,
      },
      body: JSON.stringify(alert),
      // A key is not carried to wherever an answer points.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return deliveryOf(response.status, (await response.text()).slice(0, ANSWER_LENGTH))
  } catch (error) {
    return { kind: 'unreachable', why: reasonOf(error as Error, timeoutMs) }
  }
}

const COMES_AGAIN = new Set([408, 425, 429])

function deliveryOf(status: number, text: string): Delivery {
  const answer = parsed(text)
  if (status >= 200 && status < 300) {
    const outcome = answer?.stored?.[0]?.outcome
    return typeof outcome === 'string' ? { kind: 'delivered', outcome } : { kind: 'delivered' }
  }
  if (status === 401 || status === 403) return { kind: 'not-allowed' }
  if (status >= 500 || COMES_AGAIN.has(status)) return { kind: 'unreachable', why: `it answered ${status}` }
  // No intake there is a wrong address or a server that is being set up: the alert is good, so it waits.
  if (status === 404 || (status >= 300 && status < 400))
    return { kind: 'unreachable', why: `it has no intake at this address (${status})` }
  return { kind: 'refused', message: typeof answer?.message === 'string' ? answer.message : `it answered ${status}` }
}

function parsed(text: string): { message?: unknown; stored?: { outcome?: unknown }[] } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function reasonOf(error: Error, timeoutMs: number): string {
  if (error.name === 'TimeoutError') return `it did not answer within ${timeoutMs / 1000} s`
  const cause = error.cause as NodeJS.ErrnoException | undefined
  return cause?.code ?? cause?.message ?? error.message
}
