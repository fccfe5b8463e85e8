/** Against a stand-in of the Bot API (core.telegram.org/bots/api). */
import { expect, test } from 'vitest'
import { aCall, aPage, aSecret, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import { telegramStandIn, updateFromTelegram } from '../../../test/stand-ins/telegram-stand-in.ts'
import { telegramChannel } from './channel.ts'

const botToken = `123456:${aSecret('AA')}`
const webhookSecret = aSecret('hook')

test('a page, and what comes later as a reply to it', async () => {
  const telegram = await telegramStandIn(botToken)
  const send = (more: object = {}) =>
    telegramChannel.send(aCall('123456789', { botToken, url: telegram.url }, httpTo(), more))
  expect(await send()).toEqual({ state: 'accepted', providerRef: '1' })
  await send({ notification: aPage({ kind: 'update' }), threadRef: '1' })
  expect(telegram.complaints).toEqual([])
  const [page, update] = telegram.messages
  expect(page).toMatchObject({ chat_id: 123_456_789, disable_notification: false })
  expect(page!.reply_markup!.inline_keyboard[0]).toEqual([
    { text: 'Acknowledge', callback_data: `o:${TOKENS.acknowledge}` },
  ])
  expect(update).toMatchObject({ disable_notification: true, reply_parameters: { message_id: 1 } })
})

test.each([
  [400, { description: 'Bad Request: chat not found' }, { lasting: true, addressIsGone: true }],
  [403, { description: 'Forbidden: bot was blocked by the user' }, { lasting: true, addressIsGone: true }],
  [
    429,
    { description: 'Too Many Requests', parameters: { retry_after: 12 } },
    { lasting: false, retryAfterMs: 12_000 },
  ],
  [401, { description: 'Unauthorized' }, { lasting: true }],
])('%i %o', async (status, said, expected) => {
  const http = async () => ({ status, headers: {}, text: JSON.stringify({ ok: false, error_code: status, ...said }) })
  const outcome = await telegramChannel.send(aCall('123456789', { botToken, url: 'https://api.telegram.org' }, http))
  expect(outcome).toEqual({ state: 'failed', ...expected, why: `it answered ${status}: ${said.description}` })
})

const read = (update: object) => {
  const reading = telegramChannel.callback!(updateFromTelegram(update, webhookSecret), { webhookSecret })
  if (reading.kind !== 'read') throw new Error(reading.why)
  return reading
}
const message = (text: string, chat: object = { id: 123_456_789, type: 'private' }) => ({ message: { chat, text } })

test('a pressed button is answered at once', () => {
  const pressed = read({
    callback_query: { id: '9', from: { id: 5, username: 'ana' }, data: `o:${TOKENS.acknowledge}` },
  })
  expect(pressed.reports).toEqual([{ kind: 'pressed', token: TOKENS.acknowledge, by: 'telegram: ana 5' }])
  expect(pressed.answer([{ ok: true, text: 'Acknowledged' }]).json).toEqual({
    ...{ method: 'answerCallbackQuery', callback_query_id: '9', text: 'Acknowledged', show_alert: false },
  })
  expect(read({ callback_query: { id: '9', data: 'other' } }).reports).toEqual([{ kind: 'none' }])
})

test('messages: a code, a beginning, a group, something else', () => {
  const answered = read(message('471193'))
  expect(answered.reports).toEqual([{ kind: 'replied', address: '123456789', code: '471193' }])
  expect(answered.answer([{ ok: false, text: 'No such code' }]).json).toEqual({
    ...{ method: 'sendMessage', chat_id: 123_456_789, text: 'No such code' },
  })
  const started = read(message('/start'))
  expect(started.reports).toEqual([{ kind: 'none' }])
  expect(JSON.stringify(started.answer([]).json)).toContain('Your chat ID is 123456789')
  for (const update of [message('471193', { id: -100, type: 'group' }), message('hello'), {}, { message: null }])
    expect(read(update).reports).toEqual([{ kind: 'none' }])
})

test('who is believed: the secret token of the webhook', () => {
  const kindFor = (shown: string | undefined, known: string | undefined) =>
    telegramChannel.callback!(updateFromTelegram(message('471193'), shown), { webhookSecret: known }).kind
  expect(kindFor(webhookSecret, webhookSecret)).toBe('read')
  expect(kindFor(`${webhookSecret} `, webhookSecret)).toBe('refused')
  expect(kindFor(undefined, webhookSecret)).toBe('refused')
  expect(kindFor(undefined, undefined)).toBe('refused')
  expect(kindFor('', '')).toBe('refused')
})
