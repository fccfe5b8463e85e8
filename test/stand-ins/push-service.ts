/** A push service and a browser: VAPID (RFC 8292) is checked as the service does, the payload (RFC 8291, RFC 8188) is read as the browser does. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

/** A browser that has subscribed. */
export function aBrowser(endpoint: string) {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  return {
    subscription: {
      ...{ endpoint, expirationTime: null },
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    },
    read: (body: Buffer): unknown => JSON.parse(decrypt(body, keys, auth)),
  }
}

type Keys = ReturnType<typeof createECDH>
const hkdf = (salt: Buffer, key: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length))

function decrypt(body: Buffer, keys: Keys, auth: Buffer): string {
  const [salt, recordSize, idLength] = [body.subarray(0, 16), body.readUInt32BE(16), body[20]!]
  demand(idLength === 65, 'the key identifier of a push message is the public key of its sender')
  const sender = body.subarray(21, 21 + idLength)
  const record = body.subarray(21 + idLength)
  demand(record.length <= recordSize, 'a push message is one record')
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
  const secret = hkdf(auth, keys.computeSecret(sender), info, 32)
  const key = hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(record.subarray(-16))
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
  const end = padded.lastIndexOf(2)
  demand(end >= 0 && padded.subarray(end + 1).every((byte) => byte === 0), 'the last record is delimited by 2')
  return padded.subarray(0, end).toString()
}

/** Checks the token of `Authorization: vapid t=…, k=…` for this service and this public key. */
function checkVapid(authorization: string | undefined, audience: string, publicKey: string): void {
  const [, token = '', key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? []
  demand(key === publicKey, 'the key is another than the browser subscribed with')
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  const jwk = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const [header = '', claims = '', signature = ''] = token.split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: jwk, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  demand(isSigned, 'the signature of the token is wrong')
  const part = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString())
  demand(part(header).alg === 'ES256', 'the token is signed by ES256')
  const { aud, exp, sub } = part(claims)
  demand(aud === audience, `the token is for ${aud}`)
  demand(exp > Date.now() / 1000 && exp <= Date.now() / 1000 + 86_400, 'the token ends within a day')
  demand(/^(?:mailto:|https:)/.test(sub), 'the token says whom to ask')
}

interface Pushed {
  readonly body: Buffer
  readonly ttl: number
  readonly urgency: string
  readonly topic: string
}

/** `gone` answers as for a browser that has unsubscribed. */
export async function pushService(publicKey: string, { gone = false } = {}) {
  const audience = 'https://push.example.net'
  const pushed: Pushed[] = []
  const answer = ({ method, path, headers, body }: Received) => {
    demand(method === 'POST' && path.startsWith('/send/'), `a message is posted to the endpoint, not ${method} ${path}`)
    checkVapid(headers.authorization, audience, publicKey)
    demand(headers['content-encoding'] === 'aes128gcm', 'the encoding is aes128gcm')
    demand(body.length <= 4_096, `a service need not take ${body.length} bytes`)
    demand(Number(headers['content-length']) === body.length, 'the length is another')
    const [ttl, urgency, topic] = [Number(headers.ttl), String(headers.urgency), String(headers.topic)]
    demand(Number.isInteger(ttl) && ttl > 0, 'a TTL is required')
    demand(['very-low', 'low', 'normal', 'high'].includes(urgency), `the urgency is ${urgency}`)
    demand(/^[\w-]{1,32}$/.test(topic), `the topic is ${topic}`)
    if (gone) return { status: 410, text: 'push subscription has unsubscribed or expired' }
    pushed.push({ body, ttl, urgency, topic })
    return { status: 201, headers: { location: `${audience}/message/${pushed.length}` } }
  }
  return { ...(await httpStandIn(answer)), audience, endpoint: `${audience}/send/abc`, pushed }
}

/** What the browser's notification shows. */
export function shownByBrowser(payload: unknown): string {
  const { schema, title, body, actions, url, urgent } = payload as {
    schema: string
    title: string
    body: string
    actions: { title: string }[]
    url?: string
    urgent: boolean
  }
  demand(schema === 'opsbook.push/v1', `the form is ${schema}`)
  const buttons = actions.map((each) => `[${each.title}]`)
  return [`${urgent ? '(stays) ' : ''}${title}`, body, ...buttons, url && `tap: ${url}`].filter(Boolean).join('\n')
}
