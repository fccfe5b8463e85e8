/** The Bot API of Telegram: `sendMessage` with its HTML, and updates with the secret token of the webhook. */
import { z } from 'zod'
import type { CallbackRequest } from '../../src/component/channel.ts'
import { NOW } from './a-notification.ts'
import { withoutEntities } from './entities.ts'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

const button = z.union([
  z.strictObject({ text: z.string().min(1), url: z.url() }),
  z.strictObject({
    text: z.string().min(1),
    callback_data: z.string().refine((data) => Buffer.byteLength(data) <= 64),
  }),
])
const sendMessage = z.strictObject({
  ...{
    chat_id: z.int().positive(),
    text: z.string().min(1),
    parse_mode: z.literal('HTML'),
    disable_notification: z.boolean(),
  },
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
  reply_markup: z.strictObject({ inline_keyboard: z.array(z.array(button).min(1)).min(1) }).optional(),
  reply_parameters: z.strictObject({ message_id: z.int(), allow_sending_without_reply: z.literal(true) }).optional(),
})
type Sent = z.infer<typeof sendMessage>

/** Telegram refuses a message whose tags do not fit; only bold lines are ours. */
function readHtml(html: string): string {
  const text = html.replace(/<b>([^<>]*)<\/b>/g, '$1')
  demand(!/[<>]/.test(text), `Bad Request: can't parse entities in ${text.slice(0, 80)}`)
  demand(!/&(?!(?:amp|lt|gt|quot|#39);)/.test(text), 'Bad Request: unknown entity')
  const read = withoutEntities(text)
  demand(read.length <= 4_096, 'Bad Request: message is too long')
  return read
}

/** What stands in Telegram. */
export function shownByTelegram(body: string): string {
  const { text, reply_markup: markup } = sendMessage.parse(JSON.parse(body))
  const buttons = (markup?.inline_keyboard ?? []).flat()
  return [readHtml(text), ...buttons.map((each) => `[${each.text}]${'url' in each ? ` ${each.url}` : ''}`)].join('\n')
}

export async function telegramStandIn(botToken: string) {
  const messages: Sent[] = []
  const answer = ({ path, body }: Received) => {
    if (path !== `/bot${botToken}/sendMessage`)
      return { status: 401, json: { ok: false, error_code: 401, description: 'Unauthorized' } }
    const sent = sendMessage.parse(JSON.parse(body.toString()))
    readHtml(sent.text)
    messages.push(sent)
    return { status: 200, json: { ok: true, result: { message_id: messages.length, chat: { id: sent.chat_id } } } }
  }
  return { ...(await httpStandIn(answer)), messages }
}

export function updateFromTelegram(update: object, secretToken: string | undefined): CallbackRequest {
  return {
    ...{
      method: 'POST',
      url: 'https://ops.example.org/callback/telegram',
      query: new URLSearchParams(),
      receivedAt: NOW,
    },
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secretToken },
    body: Buffer.from(JSON.stringify({ update_id: 1, ...update })),
  }
}
