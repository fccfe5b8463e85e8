/** What holds for every channel; what each provider wants is beside it. E-mail has a real mail server in its own test, and the same rules. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCall, aPage, EVERY_KIND, NOW, TOKENS } from '../../test/stand-ins/a-notification.ts'
import { CHANNEL_CASES, type ChannelCase } from '../../test/stand-ins/channel-cases.ts'
import { HOSTILE_TEXTS, hostilePage, unprintable } from '../../test/stand-ins/hostile-page.ts'
import type { ChannelCall, HttpAnswer, HttpRequest, HttpSend, Notification } from '../component/channel.ts'
import { CHANNELS } from './channels.ts'

const channelOf = ({ id }: ChannelCase) => CHANNELS.find((channel) => channel.id === id)!

/** Settings as the outbox gives them: read by the schema, then each reference replaced. */
const settingsOf = (given: ChannelCase) => ({
  ...(channelOf(given).settingsSchema.parse(given.written) as object),
  ...given.secrets,
})

async function sent(given: ChannelCase, notification: Notification, more: Partial<ChannelCall> = {}) {
  const requests: HttpRequest[] = []
  const http: HttpSend = async (request) => {
    requests.push(request)
    return { headers: {}, ...given.success(request) }
  }
  const call = aCall(given.address[1], settingsOf(given), http, { notification, ...more })
  const outcome = await channelOf(given).send(call)
  return { outcome, requests, seen: () => given.seen(requests.at(-1)!) }
}

/** What becomes of a page when every request ends in this way. */
const pageWith = (given: ChannelCase, http: HttpSend, more: Partial<ChannelCall> = {}) =>
  channelOf(given).send(aCall(given.address[1], settingsOf(given), http, more))
const answering =
  (answer: Partial<HttpAnswer>): HttpSend =>
  async () => ({ status: 200, headers: {}, text: '', ...answer })

test('each channel has a case, but for e-mail, and a name of its own', () => {
  expect(CHANNELS.map(({ id }) => id).filter((id) => id !== 'email')).toEqual(
    expect.arrayContaining(CHANNEL_CASES.map(({ id }) => id)),
  )
  expect(CHANNEL_CASES).toHaveLength(CHANNELS.length - 1)
  expect(new Set(CHANNELS.map(({ id }) => id)).size).toBe(CHANNELS.length)
})

describe.each(CHANNEL_CASES.map((given) => [given.id, given] as const))('%s', (_id, given) => {
  const channel = channelOf(given)

  test('addresses: one form is kept, nothing else is taken, a masked one tells little', () => {
    const [typed, kept] = given.address
    expect(channel.checkAddress(typed)).toEqual({ ok: true, address: kept })
    expect(channel.checkAddress(kept)).toEqual({ ok: true, address: kept })
    for (const text of given.refused)
      expect(channel.checkAddress(text), text.slice(0, 100)).toEqual({
        ok: false,
        why: expect.stringMatching(/\w+ \w+/),
      })
    const masked = channel.maskAddress(kept)
    expect(masked.length).toBeLessThan(80)
    if (kept !== '') expect(masked).not.toContain(kept)
    expect(channel.providerOf?.(kept) ?? channel.id).toMatch(new RegExp(`^${channel.id}(?::|$)`))
  })

  test('settings: references to secrets, nothing unknown, no secret in the open', () => {
    const { settingsSchema, secretSettings } = channel
    expect(settingsSchema.safeParse(given.written).error).toBeUndefined()
    expect(settingsSchema.safeParse({ ...given.written, typo: 1 }).success).toBe(false)
    expect(settingsSchema.safeParse({}).success).toBe(given.id === 'ntfy')
    for (const [name, secret] of Object.entries(given.secrets)) {
      expect(secretSettings).toContain(name)
      expect(settingsSchema.safeParse({ ...given.written, [name]: secret }).success).toBe(false)
    }
  })

  test('every kind of notification, as a person sees it', async () => {
    const shown: string[] = []
    for (const notification of EVERY_KIND) {
      const { outcome, seen } = await sent(given, notification)
      expect(outcome).toMatchObject({ state: given.id === 'webhook' ? 'delivered' : 'accepted' })
      shown.push(`=== ${notification.kind}\n${seen()}\n`)
    }
    await expect(shown.join('\n')).toMatchFileSnapshot(`../../test/stand-ins/seen/${given.id}.txt`)
  })

  test.each(HOSTILE_TEXTS)('hostile text stays text: %s', async (_name, text) => {
    for (const notification of EVERY_KIND) {
      const { outcome, seen } = await sent(given, hostilePage(notification, text))
      expect(outcome.state).not.toBe('failed')
      const shown = seen()
      expect(unprintable(shown)).toEqual([])
      expect(shown).not.toContain('javascript:here')
      if (given.id !== 'webhook') expect(shown.length).toBeLessThan(channel.longestText + 1_000)
      // What acts is whole, however long the rest.
      if (notification.kind === 'page' && channel.canAck === 'reply')
        expect(shown.replaceAll(', ', '')).toContain(notification.replyCode)
      if (channel.canAck !== 'reply') expect(shown).toContain(notification.url)
      if (notification.kind === 'verify') expect(shown.replaceAll(', ', '')).toContain(notification.verifyCode)
    }
  })

  test('no text at all breaks its form', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
        const { seen } = await sent(given, hostilePage(aPage(), text))
        expect(unprintable(seen())).toEqual([])
      }),
      { numRuns: 60 },
    ))

  test('a repetition is the same message', async () => {
    const first = await sent(given, aPage())
    const later = { attempt: 2, now: new Date(NOW.getTime() + 60_000) }
    const second = await sent(given, aPage(), later)
    expect(second.seen()).toBe(first.seen())
    if (given.id === 'web-push') return
    expect(second.requests.map(({ body }) => body)).toEqual(first.requests.map(({ body }) => body))
    expect(second.requests.at(-1)!.headers?.['idempotency-key']).toBe(
      first.requests.at(-1)!.headers?.['idempotency-key'],
    )
  })

  test('a limit says when to come again', async () => {
    const limited = await pageWith(given, answering({ status: 429, headers: { 'retry-after': '7' } }))
    expect(limited).toMatchObject({ state: 'failed', lasting: false, retryAfterMs: 7_000 })
  })

  test.each([500, 502, 503, 408])('%i passes', async (status) => {
    const text = '<html><h1>Something went wrong</h1></html>'
    expect(await pageWith(given, answering({ status, text }))).toMatchObject({ state: 'failed', lasting: false })
  })

  test.each([301, 400, 401, 403, 405, 422])('%i stays', async (status) => {
    expect(await pageWith(given, answering({ status, text: '{}' }))).toMatchObject({ state: 'failed', lasting: true })
  })

  test.skipIf(given.id === 'webhook').each([
    ['a page of some proxy', '<html>Sign in to the wireless network</html>'],
    ['JSON of something else', '{"status":"ok"}'],
    ['an error', '{"ok":false,"error":"nope","description":"nope","code":1}'],
    ['half of an answer', '{"id": "12'],
    ['a list', '[1]'],
    ['a name that every object has', '{"id":{"constructor":1},"sid":null,"ok":true,"result":{"__proto__":{}}}'],
  ])('200 with %s is no success', async (_what, text) => {
    expect(await pageWith(given, answering({ text }))).toMatchObject({ state: 'failed' })
  })

  test('no secret comes back in a reason', async () => {
    const parrot = ({ url, headers, body }: HttpRequest) =>
      `${url} ${JSON.stringify(headers)} ${typeof body === 'string' ? body : ''} ${Object.values(given.secrets).join(' ')}`
    const wrongs: HttpSend[] = [
      async (request) => Promise.reject(new Error(`connect ECONNREFUSED ${parrot(request)}`)),
      async (request) => ({ status: 400, headers: {}, text: parrot(request) }),
      async (request) => {
        const said = parrot(request)
        return { status: 403, headers: {}, text: JSON.stringify({ error: said, message: said, description: said }) }
      },
    ]
    for (const http of wrongs) {
      const outcome = await pageWith(given, http)
      expect(outcome.state).toBe('failed')
      const { why } = outcome as { why: string }
      expect(why.length).toBeLessThanOrEqual(200)
      expect(unprintable(why)).toEqual([])
      for (const secret of [...Object.values(given.secrets), ...Object.values(TOKENS)])
        expect(why).not.toContain(secret)
    }
  })

  test('an attempt ends with its time, before and during it', async () => {
    const never: HttpSend = () => new Promise(() => {})
    for (const signal of [AbortSignal.timeout(20), AbortSignal.abort()])
      expect(await pageWith(given, never, { signal })).toEqual({
        ...{ state: 'failed', lasting: false, why: 'it took too long' },
      })
  })

  test('nobody is believed without a signature', () => {
    if (channel.callback === undefined) return
    for (const headers of [{}, { 'x-slack-signature': 'v0=', 'x-twilio-signature': '', 'x-signature-ed25519': '00' }])
      for (const body of ['', '{}', '{"type":1}', 'Digits=1&To=%2B4915112345678', 'x'.repeat(100_000)])
        expect(
          channel.callback(
            {
              ...{ method: 'POST', url: 'https://ops.example.org/callback/x', query: new URLSearchParams(), headers },
              ...{ body: Buffer.from(body), receivedAt: NOW },
            },
            settingsOf(given),
          ),
        ).toMatchObject({ kind: 'refused' })
  })
})
