/** Discord: direct messages, rooms, webhooks, and interactions signed by Ed25519. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { z } from 'zod'
import type { CallbackRequest } from '../../src/component/channel.ts'
import { NOW } from './a-notification.ts'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

const button = z.union([
  z.strictObject({ type: z.literal(2), style: z.literal(5), label: z.string().min(1).max(80), url: z.url().max(512) }),
  z.strictObject({
    type: z.literal(2),
    style: z.int().min(1).max(4),
    label: z.string().min(1).max(80),
    custom_id: z.string().min(1).max(100),
  }),
])
const message = z.strictObject({
  ...{
    content: z.string().min(1).max(2_000),
    flags: z.literal(4),
    allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
  },
  components: z.array(z.strictObject({ type: z.literal(1), components: z.array(button).min(1).max(5) })).max(5),
  ...{ nonce: z.string().min(1).max(25).optional(), enforce_nonce: z.literal(true).optional() },
  message_reference: z.strictObject({ message_id: z.string(), fail_if_not_exists: z.literal(false) }).optional(),
})
type Message = z.infer<typeof message>

/** Text as Discord draws it: a backslash gives the sign behind it; every other sign of its Markdown, but for our own bold lines, is a complaint. */
function drawn(content: string): string {
  return content
    .split('\n')
    .map((line) => {
      const inner = /^\*\*(.*)\*\*$/.exec(line)?.[1] ?? line
      const bare = inner.replace(/\\[^0-9A-Za-z\s]/g, '')
      demand(!/[*_~`|[\]<@:\\]|^\s*(?:[>#+-]|\d+[.)])/.test(bare), `Discord would read this: ${inner.slice(0, 80)}`)
      return inner.replace(/\\([^0-9A-Za-z\s])/g, '$1')
    })
    .join('\n')
}

/** What stands in Discord. */
export function shownByDiscord(body: string): string {
  const { content, components } = message.parse(JSON.parse(body))
  const buttons = components.flatMap((row) =>
    row.components.map((each) => `[${each.label}]${'url' in each ? ` ${each.url}` : ''}`),
  )
  return [drawn(content), ...buttons].join('\n')
}

export async function discordStandIn(botToken: string) {
  const messages: Message[] = []
  const byNonce = new Map<string, string>()
  const answer = ({ path, headers, body }: Received) => {
    demand(/^DiscordBot \(/.test(headers['user-agent'] ?? ''), 'the agent has another form')
    const isWebhook = path.startsWith('/api/webhooks/1/x?')
    if (!isWebhook && headers.authorization !== `Bot ${botToken}`)
      return { status: 401, json: { message: '401: Unauthorized', code: 0 } }
    if (path === '/api/v10/users/@me/channels') {
      z.strictObject({ recipient_id: z.string() }).parse(JSON.parse(body.toString()))
      return { status: 200, json: { id: '100000000000000001' } }
    }
    demand(isWebhook || path === '/api/v10/channels/100000000000000001/messages', `there is no ${path}`)
    if (isWebhook)
      demand(
        path.includes('wait=true') && path.includes('with_components=true'),
        'no answer, or no buttons, are asked for',
      )
    const sent = message.parse(JSON.parse(body.toString()))
    const known = byNonce.get(sent.nonce ?? '')
    if (known !== undefined) return { status: 200, json: { id: known } }
    messages.push(sent)
    const id = `20000000000000000${messages.length}`
    if (sent.nonce !== undefined) byNonce.set(sent.nonce, id)
    return { status: 200, json: { id } }
  }
  return { ...(await httpStandIn(answer)), messages }
}

/** An application with its keys. */
export function discordApplication() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const request = (interaction: unknown, at = NOW): CallbackRequest => {
    const [text, time] = [JSON.stringify(interaction), String(at.getTime() / 1000)]
    return {
      ...{
        method: 'POST',
        url: 'https://ops.example.org/callback/discord',
        query: new URLSearchParams(),
        receivedAt: NOW,
      },
      headers: {
        'x-signature-timestamp': time,
        'x-signature-ed25519': sign(null, Buffer.from(time + text), privateKey).toString('hex'),
      },
      body: Buffer.from(text),
    }
  }
  return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'), request }
}
