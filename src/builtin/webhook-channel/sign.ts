import { createHmac } from 'node:crypto'

const FEWEST_BYTES = 24

/** The bytes of a secret as Standard Webhooks serialises one, or those of a plain text; undefined for one that could be guessed. */
function keyOf(secret: string): Buffer | undefined {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)
  return key.length < FEWEST_BYTES ? undefined : key
}

/**
 * The headers of a signed request after the Standard Webhooks specification (standardwebhooks.com), so that receivers can use any of its libraries:
 * HMAC-SHA256 over identifier, time in seconds and body. Undefined when a secret is too short.
 */
export function signedHeaders(
  { id, at, body }: { id: string; at: Date; body: string },
  secrets: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const seconds = Math.floor(at.getTime() / 1000)
  const signatures: string[] = []
  for (const secret of secrets) {
    const key = keyOf(secret)
    if (key === undefined) return undefined
    signatures.push(`v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`)
  }
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') }
}
