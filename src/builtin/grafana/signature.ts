import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IntakeRequest } from '../../component/intake.ts'
import type { GrafanaSettings } from './settings.ts'

/**
 * What is wrong with the signature of a request, if anything. It is an HMAC-SHA256 in hex over the body, or over `<unix seconds>:<body>` where
 * Grafana is told to send the time too.
 */
export function signatureProblem(
  request: IntakeRequest,
  secret: string,
  { signatureHeader, timestampHeader, toleranceSeconds }: GrafanaSettings,
): string | undefined {
  const signature = request.headers[signatureHeader.toLowerCase()]
  if (signature === undefined) return `the request has no signature in ${signatureHeader}`
  const hmac = createHmac('sha256', secret)
  if (timestampHeader !== undefined) {
    const written = request.headers[timestampHeader.toLowerCase()]
    if (written === undefined || !/^\d{1,12}$/.test(written)) return `the request has no time in ${timestampHeader}`
    if (Math.abs(Number(written) - request.receivedAt.getTime() / 1000) > toleranceSeconds)
      return `the request was signed more than ${toleranceSeconds} seconds ago, or the clocks differ`
    hmac.update(`${written}:`)
  }
  const expected = hmac.update(request.body).digest('hex')
  return equal(signature.trim().toLowerCase(), expected) ? undefined : 'the signature does not match the body'
}

/** Digests of one length, so that neither the length nor the first difference shows in the time it takes. */
const equal = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
const digest = (text: string) => createHash('sha256').update(text).digest()
