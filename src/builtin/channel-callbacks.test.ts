/** Whatever a provider signs, reading it never throws, and what is made of it is bounded. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aSecret } from '../../test/stand-ins/a-notification.ts'
import { discordApplication } from '../../test/stand-ins/discord-stand-in.ts'
import { signedBySlack } from '../../test/stand-ins/slack-stand-in.ts'
import { updateFromTelegram } from '../../test/stand-ins/telegram-stand-in.ts'
import { callbackFromTwilio } from '../../test/stand-ins/twilio-stand-in.ts'
import type { CallbackReading, CallbackReport } from '../component/channel.ts'
import { discordChannel } from './discord-channel/channel.ts'
import { slackChannel } from './slack-channel/channel.ts'
import { telegramChannel } from './telegram-channel/channel.ts'
import { twilioSmsChannel, twilioVoiceChannel } from './twilio-channel/channel.ts'

const secret = aSecret('secret')
const { publicKey, request } = discordApplication()
const WORDS = [
  ...[
    'type',
    'actions',
    'value',
    'action_id',
    'opsbook_acknowledge',
    'block_actions',
    'response_url',
    'message',
    'blocks',
  ],
  ...[
    'data',
    'custom_id',
    'opsbook:token',
    'user',
    'username',
    'member',
    'content',
    'callback_query',
    'id',
    'from',
    'chat',
  ],
  ...[
    'text',
    'private',
    'o:token',
    '__proto__',
    'constructor',
    'toString',
    'https://hooks.slack.com/x',
    '471193',
    '\ud800',
  ],
]
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...WORDS),
    fc.constantFrom(null, true, 1, 3, -1, 1e300),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie('value'), { maxKeys: 6 }),
  ),
}))
const record = fc.dictionary(fc.constantFrom(...WORDS), value, { maxKeys: 8 })
const fields = fc.dictionary(
  fc.constantFrom(
    'MessageSid',
    'MessageStatus',
    'CallSid',
    'CallStatus',
    'Digits',
    'To',
    'From',
    'Body',
    'ErrorCode',
    '__proto__',
  ),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('+4915112345678', '471193', 'delivered', 'completed', 'constructor'),
  ),
)

/** Does with a reading what is done with one. */
function exercise(reading: CallbackReading): readonly CallbackReport[] {
  if (reading.kind === 'refused') throw new Error(`its signature was good: ${reading.why}`)
  for (const ok of [true, false]) {
    const results = reading.reports.map(() => ({ ok, text: 'Done </b> @everyone <!channel>' }))
    expect(reading.answer(results).status).toBeLessThan(300)
    for (const { url } of reading.afterwards?.(results) ?? [])
      expect(url).toMatch(/^https:\/\/hooks\.slack(?:-gov)?\.com\//)
  }
  expect(reading.reports.length).toBeGreaterThan(0)
  expect(reading.reports.length).toBeLessThanOrEqual(5)
  return reading.reports
}

const never = (property: fc.IProperty<[unknown]>) => fc.assert(property, { numRuns: 500 })
const json = (given: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(given)).toString())

test('Slack', () =>
  never(
    fc.property(record, (payload) => {
      exercise(slackChannel.callback!(signedBySlack(`payload=${json(payload)}`, secret), { signingSecret: secret }))
    }),
  ))

test('Discord', () =>
  never(
    fc.property(record, (interaction) => {
      exercise(discordChannel.callback!(request(interaction), { publicKey }))
    }),
  ))

test('Telegram', () =>
  never(
    fc.property(record, (update) => {
      exercise(telegramChannel.callback!(updateFromTelegram(update, secret), { webhookSecret: secret }))
    }),
  ))

test('Twilio', () =>
  never(
    fc.property(fields, (form) => {
      const settings = { authToken: secret, language: 'en-US' }
      const url = 'https://ops.example.org/callback/twilio-sms?a=b'
      for (const channel of [twilioSmsChannel, twilioVoiceChannel])
        for (const report of exercise(channel.callback!(callbackFromTwilio(form, secret, url), settings)))
          if (report.kind === 'replied') {
            expect(report.code).toMatch(/^\d{1,10}$/)
            expect(report.address).toMatch(/^\+\d{7,15}$/)
          }
    }),
  ))

test('bytes that are no text, and a megabyte', () => {
  for (const text of [
    'payload',
    'payload=',
    'payload=%',
    `payload=${'['.repeat(200_000)}`,
    `payload=${'a'.repeat(1_000_000)}`,
  ])
    exercise(slackChannel.callback!(signedBySlack(text, secret), { signingSecret: secret }))
})
