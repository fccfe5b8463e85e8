/** Against a stand-in that takes what the references of chat.postMessage and Block Kit allow, and signs as Slack signs. */
import { expect, test } from 'vitest'
import { aCall, aPage, aSecret, NOW, TOKENS } from '../../../test/stand-ins/a-notification.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import {
  pressedInSlack,
  type SlackMessage,
  signedBySlack,
  slackStandIn,
} from '../../../test/stand-ins/slack-stand-in.ts'
import { slackChannel, slackRoomChannel } from './channel.ts'

const signingSecret = aSecret('sign')

async function slack() {
  const botToken = aSecret('xoxb')
  const standIn = await slackStandIn(botToken)
  const settings = { botToken, signingSecret, url: `${standIn.url}/api` }
  const send = (more: object = {}, given: object = settings) =>
    slackChannel.send(aCall('U0123456789', given, httpTo(), more))
  return { ...standIn, settings, send }
}

test('a page, and what comes later in its thread', async () => {
  const { send, messages, complaints } = await slack()
  const first = await send()
  expect(first).toEqual({ state: 'accepted', providerRef: 'D024BE91L/1893499200.000001' })
  const update = aPage({ kind: 'update', isUrgent: false, actions: [] })
  await send({ notification: update, threadRef: 'D024BE91L/1893499200.000001' })
  await send({ threadRef: 'D024BE91L/1893499200.000001' })
  expect(complaints).toEqual([])
  expect(messages.map(({ channel, thread_ts, reply_broadcast }) => ({ channel, thread_ts, reply_broadcast }))).toEqual([
    { channel: 'U0123456789' },
    { channel: 'U0123456789', thread_ts: '1893499200.000001', reply_broadcast: false },
    { channel: 'U0123456789', thread_ts: '1893499200.000001', reply_broadcast: true },
  ])
  expect(messages[0]!.metadata?.event_payload).toEqual({ delivery: 'delivery-1' })
})

test('without a signing secret nothing can be pressed, so there is a link', async () => {
  const { send, messages, settings } = await slack()
  const { signingSecret: _, ...rest } = settings
  await send({}, rest)
  const [actions] = messages[0]!.blocks.filter(({ type }) => type === 'actions')
  expect(actions).toMatchObject({
    elements: [{ text: { text: 'Open to act' } }, { text: { text: 'Restart checkout' } }],
  })
})

test.each([
  ['invalid_auth', { lasting: true }],
  ['account_inactive', { lasting: true, addressIsGone: true }],
  ['ratelimited', { lasting: false, retryAfterMs: 30_000 }],
  ['internal_error', { lasting: false }],
])('200 with %s', async (error, expected) => {
  const http = async () => ({
    status: 200,
    headers: { 'retry-after': '30' },
    text: JSON.stringify({ ok: false, error }),
  })
  const outcome = await slackChannel.send(
    aCall('U0123456789', { botToken: 'x'.repeat(9), url: 'https://slack.com/api' }, http),
  )
  expect(outcome).toMatchObject({ state: 'failed', why: `Slack says "${error}"`, ...expected })
})

test('a room by webhook, and as a bot', async () => {
  const { url, settings, messages, complaints } = await slack()
  const send = (given: object) => slackRoomChannel.send(aCall('', given, httpTo()))
  expect(await send({ webhookUrl: `${url}/services/T1/B1/x`, url: settings.url })).toEqual({ state: 'accepted' })
  expect(await send({ botToken: settings.botToken, room: 'C0123456789', url: settings.url })).toMatchObject({
    state: 'accepted',
  })
  expect(await send({ webhookUrl: 'no address', url: settings.url })).toMatchObject({ lasting: true })
  expect(messages[0]!.channel).toBe('C0123456789')
  expect(complaints).toEqual([])
})

test('a pressed button: who, which act, and what is shown afterwards', async () => {
  const { send, messages, settings } = await slack()
  await send()
  const request = pressedInSlack(messages[0]!, 'Acknowledge', signingSecret)
  for (const _twice of [1, 2]) {
    const reading = slackChannel.callback!(request, settings)
    if (reading.kind !== 'read') throw new Error(reading.why)
    expect(reading.reports).toEqual([{ kind: 'pressed', token: TOKENS.acknowledge, by: 'slack: ana U0123456789' }])
    expect(reading.answer([{ ok: true, text: 'x' }])).toEqual({ status: 200 })
    const [done] = reading.afterwards!([{ ok: true, text: 'Acknowledged by Ana' }])
    expect(done).toMatchObject({ method: 'POST', url: 'https://hooks.slack.com/actions/T1/1/abc' })
    const shown = JSON.parse(String(done!.body)) as { replace_original: boolean; blocks: SlackMessage['blocks'] }
    expect(shown.replace_original).toBe(true)
    expect(shown.blocks.map(({ type }) => type)).toEqual(['context', 'header', 'section', 'context'])
    expect(JSON.stringify(shown.blocks.at(-1))).toContain('Acknowledged by Ana')
    const [failed] = reading.afterwards!([{ ok: false, text: 'This link is used up' }])
    expect(JSON.parse(String(failed!.body))).toMatchObject({ response_type: 'ephemeral', replace_original: false })
  }
  const link = slackChannel.callback!(pressedInSlack(messages[0]!, 'Open', signingSecret), settings)
  expect(link).toMatchObject({ kind: 'read', reports: [{ kind: 'none' }] })
})

test('who is believed: the signature, its bytes and its time', () => {
  const read = (request: ReturnType<typeof signedBySlack>, secret: string | undefined = signingSecret) =>
    slackChannel.callback!(request, { signingSecret: secret })
  const payload = `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', actions: [] }))}`
  const signed = signedBySlack(payload, signingSecret)
  expect(read(signed)).toMatchObject({ kind: 'read', reports: [{ kind: 'none' }] })
  expect(read({ ...signed, body: Buffer.from(`${payload} `) })).toMatchObject({ kind: 'refused', status: 401 })
  expect(read(signed, aSecret('other'))).toMatchObject({ kind: 'refused' })
  expect(slackChannel.callback!(signed, {})).toMatchObject({ kind: 'refused' })
  expect(slackChannel.callback!(signedBySlack(payload, ''), { signingSecret: '' })).toMatchObject({ kind: 'refused' })
  for (const [seconds, kind] of [
    ...([
      [-299, 'read'],
      [-301, 'refused'],
      [299, 'read'],
      [301, 'refused'],
    ] as const),
  ])
    expect(read(signedBySlack(payload, signingSecret, new Date(NOW.getTime() + seconds * 1000)))).toMatchObject({
      kind,
    })
})

test('the handshake, and answers only to Slack', () => {
  const challenge = { ...signedBySlack('{"type":"url_verification","challenge":"abc"}', signingSecret) }
  const json = { ...challenge, headers: { ...challenge.headers, 'content-type': 'application/json' } }
  const reading = slackChannel.callback!(json, { signingSecret })
  expect(reading.kind === 'read' && reading.answer([])).toEqual({ status: 200, json: { challenge: 'abc' } })
  const elsewhere = {
    ...{ type: 'block_actions', response_url: 'https://evil.example/x' },
    actions: [{ action_id: 'opsbook_acknowledge', value: 'token' }],
  }
  const pressed = slackChannel.callback!(
    signedBySlack(`payload=${encodeURIComponent(JSON.stringify(elsewhere))}`, signingSecret),
    { signingSecret },
  )
  expect(pressed.kind === 'read' && pressed.afterwards!([{ ok: true, text: 'x' }])).toEqual([])
})
