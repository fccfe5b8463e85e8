import { nothingToDo, readCallback, refusedCallback, toldResult } from '../../component/callback-reading.ts'
import type { CallbackReading, CallbackRequest } from '../../component/channel.ts'
import { cutMessage } from '../../component/cut-message.ts'
import { member, plainText, textMember } from '../../component/json-value.ts'
import { isSameSecret } from '../../component/same-secret.ts'
import { PRESSED } from './compose.ts'

/**
 * An update (core.telegram.org/bots/api#setwebhook): Telegram shows the `secret_token` that the webhook was set with, in a header. It carries no time;
 * that a repetition does nothing is the single use of a token. The answer itself may name a method to call, so nothing more is sent.
 */
export function readUpdate({ headers, body }: CallbackRequest, webhookSecret: string | undefined): CallbackReading {
  if (!webhookSecret || !isSameSecret(headers['x-telegram-bot-api-secret-token'], webhookSecret))
    return refusedCallback('the secret token of the webhook is missing or wrong')
  const update = parse(body)
  const query = member(update, 'callback_query')
  return query === undefined ? readMessage(member(update, 'message')) : readPressed(query)
}

function readPressed(query: unknown): CallbackReading {
  const [id, data, from] = [textMember(query, 'id'), textMember(query, 'data'), member(query, 'from')]
  if (id === undefined || !data?.startsWith(PRESSED)) return nothingToDo()
  const by = [textMember(from, 'username'), plainText(member(from, 'id'))].filter(Boolean).join(' ')
  const report = {
    kind: 'pressed' as const,
    token: data.slice(PRESSED.length),
    ...(by !== '' && { by: `telegram: ${by}` }),
  }
  return readCallback([report], (results) => {
    const { ok, text } = toldResult(results)
    const said = { method: 'answerCallbackQuery', callback_query_id: id, text: cutMessage(text, 200), show_alert: !ok }
    return { status: 200, json: said }
  })
}

function readMessage(message: unknown): CallbackReading {
  const chat = member(message, 'chat')
  const address = plainText(member(chat, 'id'))
  if (address === undefined || textMember(chat, 'type') !== 'private') return nothingToDo()
  const answer = (text: string) => ({ status: 200, json: { method: 'sendMessage', chat_id: Number(address), text } })
  const text = textMember(message, 'text')?.slice(0, 200) ?? ''
  const code = /(?<!\d)\d{3,10}(?!\d)/.exec(text)?.[0]
  if (text.startsWith('/start'))
    return nothingToDo(answer(`Your chat ID is ${address}. Enter it in Opsbook as your Telegram address.`))
  if (code === undefined) return nothingToDo(answer('Press a button of a message, or answer with its code.'))
  return readCallback([{ kind: 'replied', address, code }], (results) =>
    answer(cutMessage(toldResult(results).text, 500)),
  )
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}
