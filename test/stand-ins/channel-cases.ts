/** One case a channel: settings, addresses, and what its provider answers and shows. The contract of all of them is in src/builtin/channels.test.ts. */
import webPush from 'web-push'
import type { HttpAnswer, HttpRequest } from '../../src/component/channel.ts'
import { aSecret } from './a-notification.ts'
import { shownByDiscord } from './discord-stand-in.ts'
import { shownByNtfy } from './ntfy-stand-in.ts'
import { aBrowser, shownByBrowser } from './push-service.ts'
import { shownBySlack } from './slack-stand-in.ts'
import { shownByTeams } from './teams-stand-in.ts'
import { shownByTelegram } from './telegram-stand-in.ts'
import { heardInCall, shownBySms } from './twilio-stand-in.ts'
import { shownByWebhook } from './webhook-stand-in.ts'

export interface ChannelCase {
  readonly id: string
  /** As they stand in opsbook.yaml. */
  readonly written: Readonly<Record<string, unknown>>
  /** What is behind each of their references. */
  readonly secrets: Readonly<Record<string, string>>
  /** As somebody types it, and as it is kept. */
  readonly address: readonly [typed: string, kept: string]
  readonly refused: readonly string[]
  readonly success: (request: HttpRequest) => Omit<HttpAnswer, 'headers'> & { headers?: HttpAnswer['headers'] }
  /** What a person sees of the last request. */
  readonly seen: (request: HttpRequest) => string
}

const json = (status: number, value: unknown) => ({ status, text: JSON.stringify(value) })
const text = ({ body = '' }: HttpRequest) => (typeof body === 'string' ? body : Buffer.from(body).toString())
const ANYWHERE = ['', ' ', 'a\nb', '\u202eana', 'x'.repeat(100_000), '../../etc/passwd', "'; drop table users;--"]
const NUMBERS = ['0151123456', '+0151123456', '+49', '+491511234567890123', '+4915112345678;ext=1', '+49151١٢٣٤٥٦٧']

const vapid = webPush.generateVAPIDKeys()
const browser = aBrowser('https://push.example.net/send/abc')
const subscription = (change: object) => JSON.stringify({ ...browser.subscription, ...change })
const { p256dh, auth } = browser.subscription.keys

const discordAnswer = ({ url }: HttpRequest) =>
  json(200, { id: url.endsWith('/channels') ? '100000000000000001' : '200000000000000001' })
const room = { address: ['', ''] as const, refused: ['x', '#ops', 'https://example.org'] }
const account = { accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: 'env:TOKEN' }

export const CHANNEL_CASES: readonly ChannelCase[] = [
  {
    id: 'ntfy',
    written: { url: 'https://ntfy.example.org/', token: 'env:NTFY_TOKEN' },
    secrets: { token: aSecret('tk') },
    address: ['ana-Pages_7', 'ana-Pages_7'],
    refused: [...ANYWHERE, 'a/b', 'a?b', 'ä', 'a'.repeat(65)],
    success: () => json(200, { id: 'abc', event: 'message' }),
    seen: (request) => shownByNtfy(text(request)),
  },
  {
    id: 'web-push',
    written: { publicKey: vapid.publicKey, privateKey: 'file:/run/secrets/vapid', subject: 'mailto:ops@example.org' },
    secrets: { privateKey: vapid.privateKey },
    address: [subscription({}), JSON.stringify({ endpoint: browser.subscription.endpoint, keys: { p256dh, auth } })],
    refused: [
      ...ANYWHERE,
      ...['null', '[]', '{}', subscription({ endpoint: 'http://push.example.net/x' })],
      subscription({ endpoint: 'https://u:p@push.example.net/x' }),
      subscription({ keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth } }),
      subscription({ keys: { p256dh, auth: 'AAAA' } }),
      subscription({ keys: { p256dh } }),
    ],
    success: () => ({ ...json(201, ''), headers: { location: 'https://push.example.net/message/1' } }),
    seen: ({ body }) => shownByBrowser(browser.read(Buffer.from(body as Uint8Array))),
  },
  {
    id: 'twilio-sms',
    written: { ...account, from: '+4930123456' },
    secrets: { authToken: aSecret('token') },
    address: ['+49 (151) 1234-5678', '+4915112345678'],
    refused: [...ANYWHERE, ...NUMBERS],
    success: () => json(201, { sid: 'SM1', status: 'queued' }),
    seen: (request) => shownBySms(text(request)),
  },
  {
    id: 'twilio-voice',
    written: { ...account, from: '+4930123456' },
    secrets: { authToken: aSecret('token') },
    address: ['+49 151.1234 5678', '+4915112345678'],
    refused: [...ANYWHERE, ...NUMBERS],
    success: () => json(201, { sid: 'CA1', status: 'queued' }),
    seen: (request) => heardInCall(text(request)),
  },
  {
    id: 'slack',
    written: { botToken: 'env:SLACK_BOT_TOKEN', signingSecret: 'env:SLACK_SIGNING_SECRET' },
    secrets: { botToken: aSecret('xoxb'), signingSecret: aSecret('sign') },
    address: ['U0123456789', 'U0123456789'],
    refused: [...ANYWHERE, 'C0123456789', 'ana', '@ana', 'u0123456789', 'U0123456789<!channel>'],
    success: () => json(200, { ok: true, channel: 'D1234567', ts: '1893499200.000001' }),
    seen: (request) => shownBySlack(text(request)),
  },
  {
    ...{ id: 'slack-room', ...room },
    written: { webhookUrl: 'env:SLACK_WEBHOOK' },
    secrets: { webhookUrl: `https://hooks.slack.com/services/T1/B1/${aSecret('hook')}` },
    success: () => ({ status: 200, text: 'ok' }),
    seen: (request) => shownBySlack(text(request)),
  },
  {
    ...{ id: 'teams', ...room },
    written: { webhookUrl: 'env:TEAMS_WEBHOOK' },
    secrets: {
      webhookUrl: `https://prod-1.westeurope.logic.azure.com/workflows/${aSecret('flow')}/run?sig=${aSecret('sig')}`,
    },
    success: () => ({ status: 202, text: '' }),
    seen: (request) => shownByTeams(text(request)),
  },
  {
    id: 'discord',
    written: { botToken: 'env:DISCORD_BOT_TOKEN', publicKey: 'ab'.repeat(32) },
    secrets: { botToken: aSecret('bot') },
    address: ['123456789012345678', '123456789012345678'],
    refused: [...ANYWHERE, '1234', '<@123456789012345678>', 'ana#1234', '123456789012345678901'],
    success: discordAnswer,
    seen: (request) => shownByDiscord(text(request)),
  },
  {
    ...{ id: 'discord-room', ...room },
    written: { webhookUrl: 'env:DISCORD_WEBHOOK' },
    secrets: { webhookUrl: `https://discord.com/api/webhooks/1/${aSecret('hook')}` },
    success: discordAnswer,
    seen: (request) => shownByDiscord(text(request)),
  },
  {
    id: 'telegram',
    written: { botToken: 'env:TELEGRAM_BOT_TOKEN', webhookSecret: 'env:TELEGRAM_SECRET' },
    secrets: { botToken: `123456:${aSecret('AA')}`, webhookSecret: aSecret('hook') },
    address: ['123456789', '123456789'],
    refused: [...ANYWHERE, '-100123', '@ana', '0', '1e5', '12345678901234567'],
    success: () => json(200, { ok: true, result: { message_id: 7 } }),
    seen: (request) => shownByTelegram(text(request)),
  },
  {
    ...{ id: 'webhook', ...room },
    written: { url: 'https://hooks.example.org/opsbook', secret: 'env:WEBHOOK_SECRET' },
    secrets: { secret: aSecret('whsecret') },
    success: () => ({ status: 204, text: '' }),
    seen: (request) => shownByWebhook(text(request)),
  },
]
