/** Against a receiver that verifies as standardwebhooks.com says. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { aCall, aPage, NOW } from '../../../test/stand-ins/a-notification.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import { webhookStandIn } from '../../../test/stand-ins/webhook-stand-in.ts'
import { webhookChannel } from './channel.ts'
import { signedHeaders } from './sign.ts'

test('a receiver verifies, and knows a repetition', async () => {
  const key = randomBytes(32)
  const receiver = await webhookStandIn(key, NOW)
  const settings = { url: receiver.url, secret: `whsec_${key.toString('base64')}` }
  const send = (more: object = {}, given: object = settings) => webhookChannel.send(aCall('', given, httpTo(), more))
  expect(await send()).toEqual({ state: 'delivered', providerRef: 'delivery-1' })
  expect(await send({ attempt: 2, now: new Date(NOW.getTime() + 60_000) })).toMatchObject({ state: 'delivered' })
  await send({ notification: aPage({ deliveryId: 'delivery-2' }) })
  expect([...receiver.taken.keys()]).toEqual(['delivery-1', 'delivery-2'])
  expect(receiver.complaints).toEqual([])
  await send({}, { ...settings, secret: 'x'.repeat(32), formerSecret: settings.secret })
  expect(receiver.complaints).toEqual([])
  expect(await send({}, { ...settings, secret: 'x'.repeat(32) })).toMatchObject({ state: 'failed', lasting: true })
  expect(receiver.complaints).toHaveLength(1)
})

test('the vector of the specification, and secrets that could be guessed', () => {
  const at = new Date(1_614_265_330_000)
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(signedHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body: '{"test": 2432232314}' }, [secret])).toEqual({
    ...{ 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' },
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
  for (const short of ['', 'short', 'whsec_AAAA'])
    expect(signedHeaders({ id: 'a', at, body: '' }, [short])).toBeUndefined()
})

test('a delivery with signs of its own gets a name without', async () => {
  const key = randomBytes(24)
  const receiver = await webhookStandIn(key, NOW)
  const notification = aPage({ deliveryId: 'a.b\r\nc' })
  const settings = { url: receiver.url, secret: `whsec_${key.toString('base64')}` }
  expect(await webhookChannel.send(aCall('', settings, httpTo(), { notification }))).toMatchObject({
    state: 'delivered',
  })
  expect([...receiver.taken.keys()][0]).toMatch(/^[0-9a-f]{64}$/)
})
