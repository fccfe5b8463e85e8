import { createECDH } from 'node:crypto'
import { isRecord, member, textMember } from '../../component/json-value.ts'

export interface PushSubscription {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

const LONGEST_ENDPOINT = 2_048

/**
 * What `PushSubscription.toJSON()` of a browser gives (W3C Push API), checked: an https address, a point on P-256 and 16 bytes of secret. A key that
 * is no point would fail at every send.
 */
export function readSubscription(text: string): PushSubscription | undefined {
  if (text.length > 4_096) return undefined
  const parsed = parse(text)
  const [endpoint, keys] = [httpsAddress(textMember(parsed, 'endpoint')), member(parsed, 'keys')]
  const [p256dh, auth] = [textMember(keys, 'p256dh'), textMember(keys, 'auth')]
  if (endpoint === undefined || p256dh === undefined || auth === undefined) return undefined
  const [point, secret] = [bytesOf(p256dh), bytesOf(auth)]
  if (point?.length !== 65 || secret?.length !== 16 || !isOnCurve(point)) return undefined
  return { endpoint, keys: { p256dh: point.toString('base64url'), auth: secret.toString('base64url') } }
}

function parse(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function httpsAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > LONGEST_ENDPOINT || !URL.canParse(text)) return undefined
  const { protocol, username, password, hash, href } = new URL(text)
  return protocol === 'https:' && username === '' && password === '' && hash === '' ? href : undefined
}

const bytesOf = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9_+/-]{1,100}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined

function isOnCurve(point: Buffer): boolean {
  const curve = createECDH('prime256v1')
  curve.generateKeys()
  try {
    curve.computeSecret(point)
    return true
  } catch {
    return false
  }
}
