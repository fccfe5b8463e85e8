/** Against a push service that checks VAPID, and a browser that decrypts. */
import { expect, test } from 'vitest'
import webPush from 'web-push'
import { aCall, aPage, EVERY_KIND, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { hostilePage } from '../../../test/stand-ins/hostile-page.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import { aBrowser, pushService } from '../../../test/stand-ins/push-service.ts'
import { webPushChannel } from './channel.ts'

async function subscribed(options: { gone?: boolean } = {}) {
  const keys = webPush.generateVAPIDKeys()
  const service = await pushService(keys.publicKey, options)
  const browser = aBrowser(service.endpoint)
  const checked = webPushChannel.checkAddress(JSON.stringify(browser.subscription))
  if (!checked.ok) throw new Error(checked.why)
  const settings = { ...keys, subject: 'mailto:ops@example.org' }
  const send = (notification = aPage(), more: object = {}) =>
    webPushChannel.send(
      aCall(checked.address, { ...settings, ...more }, httpTo({ [service.audience]: service.url }), { notification }),
    )
  return { service, browser, send }
}

test('only the browser can read it', async () => {
  const { service, browser, send } = await subscribed()
  expect(await send()).toEqual({ state: 'accepted', providerRef: 'https://push.example.net/message/1' })
  expect(service.complaints).toEqual([])
  expect(browser.read(service.pushed[0]!.body)).toEqual({
    ...{
      schema: 'opsbook.push/v1',
      kind: 'page',
      delivery: 'delivery-1',
      urgent: true,
      at: '2030-01-01T12:00:00.000Z',
    },
    ...{
      url: aPage().url,
      tag: service.pushed[0]!.topic,
      title: 'P0 Critical · #482: Checkout answers 500 to everybody',
    },
    actions: [
      { action: 'acknowledge', title: 'Acknowledge', url: `https://ops.example.org/a/${TOKENS.acknowledge}` },
      { action: 'escalate', title: 'Escalate now', url: `https://ops.example.org/a/${TOKENS.escalate}` },
    ],
    body: [
      ...['since 2030-01-01 11:55 UTC (5 min)', 'Impact: nobody can pay', 'checkout-1: 5xx ratio 0.92 (limit 0.05)'],
      ...['Next: Ben at 12:10 UTC', 'Suggested: Restart checkout (its page names the alert CheckoutErrors)'],
    ].join('\n'),
  })
  expect(service.pushed[0]!.body.includes(Buffer.from('Checkout'))).toBe(false)
})

test('urgency, time to live, and one topic a thread', async () => {
  const { service, send } = await subscribed()
  for (const notification of [...EVERY_KIND, aPage({ thread: 'incident-483' })]) await send(notification)
  expect(service.complaints).toEqual([])
  expect(service.pushed.map(({ urgency, ttl }) => `${urgency} ${ttl}`)).toEqual([
    ...['high 900', 'high 900', 'normal 86400', 'normal 86400', 'normal 86400', 'normal 86400', 'high 900'],
  ])
  const topics = service.pushed.map(({ topic }) => topic)
  expect(topics[2]).toBe(topics[0])
  expect(topics[6]).not.toBe(topics[0])
})

test('what is too long for one record is cut, never its links', async () => {
  const { service, browser, send } = await subscribed()
  for (const text of ['漢'.repeat(50_000), '"\\'.repeat(50_000), '👩‍👩‍👧‍👦'.repeat(4_000)]) {
    expect(await send(hostilePage(aPage(), text))).toMatchObject({ state: 'accepted' })
    expect(browser.read(service.pushed.at(-1)!.body)).toMatchObject({ url: aPage().url, actions: [{}, {}] })
  }
  expect(service.complaints).toEqual([])
})

test('a browser that has unsubscribed is gone for good', async () => {
  const { send } = await subscribed({ gone: true })
  expect(await send()).toMatchObject({ state: 'failed', lasting: true, addressIsGone: true })
})

test('keys that are no pair, or no keys', async () => {
  const { service, send } = await subscribed()
  expect(await send(aPage(), { privateKey: webPush.generateVAPIDKeys().privateKey })).toMatchObject({ lasting: true })
  expect(service.complaints).toEqual([expect.stringContaining('signature')])
  expect(await send(aPage(), { privateKey: 'short' })).toMatchObject({
    ...{ state: 'failed', lasting: true, why: expect.stringContaining('VAPID') },
  })
})
