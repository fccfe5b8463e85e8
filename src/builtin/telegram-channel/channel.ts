import { z } from 'zod'
import type { HttpAnswer, SendOutcome } from '../../component/channel.ts'
import { addressOfForm, maskMiddle } from '../../component/channel-address.ts'
import { defineChannel } from '../../component/define-channel.ts'
import { member, plainText, textMember } from '../../component/json-value.ts'
import { providerUrl, secretReference } from '../../component/secret-reference.ts'
import { answerJson, failureOfAnswer, lastingFailure, passingFailure, waitMs } from '../../component/send-failure.ts'
import { LONGEST_TEXT, telegramMessage } from './compose.ts'
import { readUpdate } from './update.ts'

const settingsSchema = z.strictObject({
  botToken: secretReference.describe('Token of the bot, from @BotFather.'),
  webhookSecret: secretReference
    .optional()
    .describe(
      'The secret_token the webhook of the bot was set with. Without it nothing that Telegram sends is believed.',
    ),
  url: providerUrl.default('https://api.telegram.org'),
})

/** Private chats with a bot of Telegram (core.telegram.org/bots/api). A person has to write to the bot first. */
export const telegramChannel = defineChannel({
  ...{ id: 'telegram', title: 'Telegram', addressLabel: 'chat ID', reach: 'personal' },
  ...{ canAck: 'button', proof: 'accepted', longestText: LONGEST_TEXT },
  settingsSchema,
  secretSettings: ['botToken', 'webhookSecret'],
  // Groups have negative identifiers; a page is for one person, and in a group a name in it would ring for its bearer.
  checkAddress: addressOfForm(
    /^[1-9]\d{0,15}$/,
    'a chat ID is a number; write /start to the bot and it tells you yours',
  ),
  maskAddress: (address) => maskMiddle(address, 0, 3),
  send: async ({ notification, address, threadRef, http, version, now }, { botToken, url }) => {
    if (!/^\d+:[\w-]{20,}$/.test(botToken)) return lastingFailure('"botToken" of its settings is no token of a bot')
    const answer = await http({
      ...{ method: 'POST', url: `${url}/bot${botToken}/sendMessage` },
      headers: { 'content-type': 'application/json', 'user-agent': `opsbook/${version}` },
      body: JSON.stringify({
        ...{ chat_id: Number(address), ...telegramMessage(notification) },
        ...(/^\d{1,15}$/.test(threadRef ?? '') && {
          reply_parameters: { message_id: Number(threadRef), allow_sending_without_reply: true },
        }),
      }),
    })
    return outcomeOf(answer, now)
  },
  callback: (request, { webhookSecret }) => readUpdate(request, webhookSecret),
})

/** Errors come as `{ok: false, error_code, description, parameters}`; a limit says in `retry_after` how many seconds. */
function outcomeOf(answer: HttpAnswer, now: Date): SendOutcome {
  const said = answerJson(answer)
  const words = textMember(said, 'description') ?? ''
  const id = plainText(member(member(said, 'result'), 'message_id'))
  if (answer.status === 200 && member(said, 'ok') === true && id !== undefined)
    return { state: 'accepted', providerRef: id }
  if (answer.status === 200)
    return lastingFailure(words === '' ? 'it answered 200 but sent nothing' : `Telegram says "${words}"`)
  const failure = failureOfAnswer(answer, now, words)
  if (answer.status === 429)
    return passingFailure(
      failure.why,
      waitMs(member(member(said, 'parameters'), 'retry_after')) ?? failure.retryAfterMs,
    )
  const isGone = /bot was blocked|user is deactivated|chat not found|can't initiate conversation/i.test(words)
  return isGone ? { ...failure, addressIsGone: true } : failure
}
