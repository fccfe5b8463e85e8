/** Against a stand-in that takes what Discord's references of messages and components allow, and signs by Ed25519. */
import { expect, test } from 'vitest'
import { aCall, aPage, aSecret, NOW, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { discordApplication, discordStandIn } from '../../../test/stand-ins/discord-stand-in.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import { discordChannel, discordRoomChannel } from './channel.ts'

const ANA = '123456789012345678'
const { publicKey, request } = discordApplication()

async function discord() {
  const botToken = aSecret('bot')
  const standIn = await discordStandIn(botToken)
  const settings = { botToken, publicKey, url: `${standIn.url}/api/v10` }
  return {
    ...standIn,
    settings,
    send: (more: object = {}) => discordChannel.send(aCall(ANA, settings, httpTo(), more)),
  }
}

test('direct messages: once for one delivery, and below the first of a thread', async () => {
  const { send, messages, complaints } = await discord()
  const first = await send()
  expect(first).toEqual({ state: 'accepted', providerRef: '200000000000000001' })
  expect(await send({ attempt: 2 })).toEqual(first)
  expect(messages).toHaveLength(1)
  await send({ notification: aPage({ kind: 'update', deliveryId: 'delivery-2' }), threadRef: '200000000000000001' })
  expect(messages[1]).toMatchObject({ message_reference: { message_id: '200000000000000001' } })
  expect(complaints).toEqual([])
})

test('a room by webhook has links alone, as a bot buttons too', async () => {
  const { url, settings, messages, complaints } = await discord()
  const send = (given: object) => discordRoomChannel.send(aCall('', given, httpTo()))
  expect(await send({ webhookUrl: `${url}/api/webhooks/1/x`, url: settings.url })).toMatchObject({ state: 'accepted' })
  expect(await send({ ...settings, room: '100000000000000001' })).toMatchObject({ state: 'accepted' })
  const labels = messages.map(({ components }) => components.flatMap((row) => row.components.map(({ label }) => label)))
  expect(labels).toEqual([
    ['Open to act', 'Restart checkout'],
    ['Acknowledge', 'Escalate now', 'Open', 'Restart checkout'],
  ])
  expect(complaints).toEqual([])
})

test.each([
  [429, { message: 'You are being rate limited.', retry_after: 1.5 }, { lasting: false, retryAfterMs: 1_500 }],
  [403, { message: 'Cannot send messages to this user', code: 50007 }, { lasting: true, addressIsGone: true }],
  [404, { message: 'Unknown Webhook', code: 10015 }, { lasting: true }],
])('%i %o', async (status, said, expected) => {
  const http = async () => ({ status, headers: {}, text: JSON.stringify(said) })
  const outcome = await discordChannel.send(
    aCall(ANA, { botToken: 'b'.repeat(9), url: 'https://discord.com/api/v10' }, http),
  )
  expect(outcome).toMatchObject({ state: 'failed', ...expected, why: expect.stringContaining(said.message) })
})

test('interactions: the handshake, a press, what is shown', () => {
  const read = (interaction: unknown) => {
    const reading = discordChannel.callback!(request(interaction), { publicKey })
    if (reading.kind !== 'read') throw new Error(reading.why)
    return reading
  }
  expect(read({ type: 1 }).answer([])).toEqual({ status: 200, json: { type: 1 } })
  const pressed = read({
    ...{ type: 3, data: { custom_id: `opsbook:${TOKENS.acknowledge}` }, user: { id: ANA, username: 'ana' } },
    message: { content: '**P0**' },
  })
  expect(pressed.reports).toEqual([{ kind: 'pressed', token: TOKENS.acknowledge, by: `discord: ana ${ANA}` }])
  expect(pressed.answer([{ ok: true, text: 'Acknowledged by @everyone' }]).json).toEqual({
    type: 7,
    data: {
      ...{ content: '**P0**\n\nAcknowledged by \\@everyone', components: [], flags: 4 },
      allowed_mentions: { parse: [] },
    },
  })
  expect(pressed.answer([{ ok: false, text: 'Used up' }]).json).toMatchObject({
    type: 4,
    data: { content: 'Used up', flags: 64 },
  })
  expect(read({ type: 3, data: { custom_id: 'other' } }).reports).toEqual([{ kind: 'none' }])
  expect(read(null).reports).toEqual([{ kind: 'none' }])
})

test('who is believed: the signature, its bytes and its time', () => {
  const read = (given: ReturnType<typeof request>, key: string | undefined = publicKey) =>
    discordChannel.callback!(given, { publicKey: key })
  const good = request({ type: 1 })
  expect(read(good)).toMatchObject({ kind: 'read' })
  expect(read({ ...good, body: Buffer.from('{"type":1} ') })).toMatchObject({ kind: 'refused', status: 401 })
  expect(read(good, discordApplication().publicKey)).toMatchObject({ kind: 'refused' })
  expect(discordChannel.callback!(good, {})).toMatchObject({ kind: 'refused' })
  expect(read(request({ type: 1 }, new Date(NOW.getTime() - 301_000)))).toMatchObject({ kind: 'refused' })
})
