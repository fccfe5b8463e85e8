/** Slack: `chat.postMessage`, incoming webhooks, and pressed buttons signed as "Verifying requests from Slack" says. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { CallbackRequest } from '../../src/component/channel.ts'
import { NOW } from './a-notification.ts'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

const plain = (longest: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(longest), emoji: z.literal(false) })
const button = z.strictObject({
  ...{ type: z.literal('button'), action_id: z.string().min(1).max(255), text: plain(75) },
  ...{
    value: z.string().max(2_000).optional(),
    url: z.url().max(3_000).optional(),
    style: z.enum(['primary', 'danger']).optional(),
  },
})
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('context'), elements: z.array(plain(2_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('header'), text: plain(150) }),
  z.strictObject({ type: z.literal('section'), text: plain(3_000) }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25) }),
])
const webhookMessage = z.strictObject({
  // In the one text that is mrkdwn no sign of it is left.
  text: z
    .string()
    .min(1)
    .regex(/^(?:[^<>&]|&(?:amp|lt|gt);)*$/),
  blocks: z.array(block).min(1).max(50),
  ...{
    parse: z.literal('none'),
    link_names: z.literal(false),
    unfurl_links: z.literal(false),
    unfurl_media: z.literal(false),
  },
})
const botMessage = webhookMessage.extend({
  channel: z.string(),
  thread_ts: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  reply_broadcast: z.boolean().optional(),
  metadata: z.strictObject({ event_type: z.string(), event_payload: z.record(z.string(), z.string()) }).optional(),
})
export type SlackMessage = z.infer<typeof botMessage>

/** What stands in Slack. */
export function shownBySlack(body: string): string {
  return botMessage
    .partial({ channel: true })
    .parse(JSON.parse(body))
    .blocks.flatMap((each) => {
      if (each.type === 'context') return each.elements.map(({ text }) => text)
      if (each.type === 'actions') return each.elements.map(({ text, url }) => `[${text.text}]${url ? ` ${url}` : ''}`)
      return [each.text.text]
    })
    .join('\n')
}

export async function slackStandIn(botToken: string) {
  const messages: SlackMessage[] = []
  const answer = ({ path, headers, body }: Received) => {
    if (path === '/services/T1/B1/x') {
      webhookMessage.parse(JSON.parse(body.toString()))
      return { status: 200, text: 'ok' }
    }
    demand(path === '/api/chat.postMessage', `there is no method ${path}`)
    if (headers.authorization !== `Bearer ${botToken}`)
      return { status: 200, json: { ok: false, error: 'invalid_auth' } }
    demand(headers['content-type'] === 'application/json; charset=utf-8', 'JSON says that it is JSON')
    messages.push(botMessage.parse(JSON.parse(body.toString())))
    return { status: 200, json: { ok: true, channel: 'D024BE91L', ts: `1893499200.00000${messages.length}` } }
  }
  return { ...(await httpStandIn(answer)), messages }
}

/** The request Slack makes when a button of a message is pressed. */
export function pressedInSlack(message: SlackMessage, label: string, signingSecret: string): CallbackRequest {
  const elements = message.blocks.flatMap((each) => (each.type === 'actions' ? each.elements : []))
  const pressed = elements.find(({ text }) => text.text === label)
  demand(pressed !== undefined, `there is no button ${label}`)
  const payload = {
    ...{ type: 'block_actions', user: { id: 'U0123456789', username: 'ana', team_id: 'T1' } },
    ...{
      response_url: 'https://hooks.slack.com/actions/T1/1/abc',
      message: { ts: '1893499200.000001', blocks: message.blocks },
    },
    actions: [{ type: 'button', action_id: pressed.action_id, ...(pressed.value && { value: pressed.value }) }],
  }
  return signedBySlack(`payload=${encodeURIComponent(JSON.stringify(payload))}`, signingSecret)
}

export function signedBySlack(text: string, signingSecret: string, at = NOW): CallbackRequest {
  const time = String(at.getTime() / 1000)
  const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${text}`).digest('hex')
  return {
    ...{ method: 'POST', url: 'https://ops.example.org/callback/slack', query: new URLSearchParams(), receivedAt: NOW },
    headers: {
      ...{ 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': time },
      'x-slack-signature': `v0=${signature}`,
    },
    body: Buffer.from(text),
  }
}
