/** Against a stand-in that takes messages and calls, and signs callbacks byte for byte as twilio.com/docs/usage/security says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aCall, aPage, aSecret } from '../../../test/stand-ins/a-notification.ts'
import { httpTo } from '../../../test/stand-ins/http-stand-in.ts'
import {
  callbackFromTwilio,
  heardFrom,
  heardInCall,
  shownBySms,
  twilioStandIn,
} from '../../../test/stand-ins/twilio-stand-in.ts'
import type { CallbackRequest } from '../../component/channel.ts'
import { twilioSmsChannel, twilioVoiceChannel } from './channel.ts'
import { gsmText, septets } from './gsm-text.ts'
import { smsText } from './sms-text.ts'

const accountSid = 'AC0123456789abcdef0123456789abcdef'
const authToken = aSecret('token')
const ANA = '+4915112345678'
const SMS = 'https://ops.example.org/callback/twilio-sms'
const VOICE = 'https://ops.example.org/callback/twilio-voice'

test('a message and a call: what they carry, and who cannot be reached', async () => {
  const twilio = await twilioStandIn(accountSid, authToken)
  const settings = {
    accountSid,
    authToken,
    url: twilio.url,
    from: '+4930123456',
    withLink: false,
    language: 'en-US',
    ringSeconds: 30,
  }
  const sms = (address = ANA, more: object = {}) =>
    twilioSmsChannel.send(aCall(address, { ...settings, ...more }, httpTo(), { callbackUrl: SMS }))
  expect(await sms()).toEqual({ state: 'accepted', providerRef: `SM${'1'.padStart(32, '0')}` })
  const call = aCall(ANA, settings, httpTo(), { callbackUrl: VOICE })
  expect(await twilioVoiceChannel.send(call)).toEqual({ state: 'accepted', providerRef: `CA${'2'.padStart(32, '0')}` })
  expect(twilio.complaints).toEqual([])
  expect(Object.fromEntries(twilio.made[0]!)).toMatchObject({
    To: ANA,
    From: '+4930123456',
    StatusCallback: SMS,
    ValidityPeriod: '1800',
  })
  expect(Object.fromEntries(twilio.made[1]!)).toMatchObject({ To: ANA, StatusCallback: VOICE, Timeout: '30' })
  expect(await sms('+15005550001')).toMatchObject({
    lasting: true,
    addressIsGone: true,
    why: expect.stringContaining('21211'),
  })
  expect(await sms(ANA, { authToken: aSecret('other') })).toMatchObject({
    lasting: true,
    why: expect.stringContaining('20003'),
  })
  expect(await sms(ANA, { from: undefined, messagingServiceSid: `MG${'0'.repeat(32)}` })).toMatchObject({
    state: 'accepted',
  })
})

test('a call that nobody can call back about asks for no keys', async () => {
  const twilio = await twilioStandIn(accountSid, authToken)
  const settings = { accountSid, authToken, url: twilio.url, from: '+4930123456', language: 'de-DE', ringSeconds: 30 }
  await twilioVoiceChannel.send(aCall(ANA, settings, httpTo(), { callbackUrl: undefined }))
  expect(heardInCall(twilio.made[0]!.toString())).not.toMatch(/press|waits/)
})

const read = (request: CallbackRequest, channel = twilioSmsChannel) =>
  channel.callback!(request, { authToken, language: 'en-US' })
function reportsOf(request: CallbackRequest, channel = twilioSmsChannel) {
  const reading = read(request, channel)
  return reading.kind === 'read' ? reading.reports : reading
}

test('receipts', () => {
  const receipt = (fields: Record<string, string>) =>
    reportsOf(callbackFromTwilio({ MessageSid: 'SM1', ...fields }, authToken, SMS))
  expect(receipt({ MessageStatus: 'delivered' })).toEqual([{ kind: 'receipt', providerRef: 'SM1', state: 'delivered' }])
  expect(receipt({ MessageStatus: 'sent' })).toMatchObject([{ state: 'accepted' }])
  expect(receipt({ MessageStatus: 'undelivered', ErrorCode: '30003' })).toEqual([
    { kind: 'receipt', providerRef: 'SM1', state: 'failed', why: 'undelivered, error 30003' },
  ])
  expect(receipt({ MessageStatus: 'constructor' })).toEqual([{ kind: 'none' }])
  const call = (status: string) =>
    reportsOf(callbackFromTwilio({ CallSid: 'CA1', CallStatus: status, To: ANA }, authToken, VOICE), twilioVoiceChannel)
  expect(['completed', 'no-answer', 'ringing'].map((status) => call(status))).toMatchObject([
    ...[[{ state: 'delivered' }], [{ state: 'failed', why: 'no-answer' }], [{ state: 'accepted' }]],
  ])
})

test('a message back, and what is answered', () => {
  const reply = (body: string) =>
    callbackFromTwilio(
      { MessageSid: 'SM2', SmsStatus: 'received', From: ANA, To: '+4930123456', Body: body },
      authToken,
      SMS,
    )
  for (const body of ['471193', ' 471193.', 'ack 471193', 'Ack: 471193 danke'])
    expect(reportsOf(reply(body))).toEqual([{ kind: 'replied', address: ANA, code: '471193' }])
  for (const body of ['', 'stop', '12', '12345678901', '٤٧١١٩٣'])
    expect(reportsOf(reply(body))).toEqual([{ kind: 'none' }])
  const reading = read(reply('471193'))
  const answer = reading.kind === 'read' && reading.answer([{ ok: true, text: 'Acknowledged – “thanks” <b>&' }])
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' } })
  expect(heardFrom((answer as { text: string }).text)).toBe('Acknowledged - "thanks" <b>&')
})

test('keys pressed in a call, and another try', () => {
  const keys = callbackFromTwilio(
    { CallSid: 'CA1', CallStatus: 'in-progress', To: ANA, From: '+4930123456', Digits: '471193' },
    authToken,
    VOICE,
  )
  const reading = read(keys, twilioVoiceChannel)
  if (reading.kind !== 'read') throw new Error(reading.why)
  expect(reading.reports).toEqual([{ kind: 'replied', address: ANA, code: '471193' }])
  expect(heardFrom(reading.answer([{ ok: true, text: 'Acknowledged.' }]).text!)).toBe('Acknowledged.\nGood bye.')
  expect(heardFrom(reading.answer([{ ok: false, text: 'That was another code.' }]).text!)).toBe(
    `That was another code.\n(waits for 6 keys for ${VOICE})\nPress the code again.\n(no longer waits)\nGood bye.`,
  )
})

test('who is believed: the address as it was called, every field, and no byte else', () => {
  // The example of the security documentation of Twilio, with the token it names.
  const example: CallbackRequest = {
    ...{
      method: 'POST',
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      query: new URLSearchParams('foo=1&bar=2'),
    },
    headers: { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    body: Buffer.from(
      'Digits=1234&To=%2B18005551212&From=%2B12349013030&Caller=%2B12349013030&CallSid=CA1234567890ABCDE',
    ),
    receivedAt: new Date(),
  }
  const believed = (request: CallbackRequest, token = authToken) =>
    twilioVoiceChannel.callback!(request, { authToken: token, language: 'en-US' }).kind === 'read'
  expect(believed(example, '12345')).toBe(true)
  expect(believed({ ...example, url: `${example.url}3` }, '12345')).toBe(false)
  const good = callbackFromTwilio(
    { CallSid: 'CA1', CallStatus: 'completed', Empty: '', Ünicode: 'a b+c&d' },
    authToken,
    VOICE,
  )
  expect(believed(good)).toBe(true)
  expect(believed({ ...good, body: Buffer.concat([good.body, Buffer.from('&To=x')]) })).toBe(false)
  expect(believed({ ...good, url: VOICE.replace('https', 'http') })).toBe(false)
  expect(believed({ ...good, headers: {} })).toBe(false)
  expect(believed(callbackFromTwilio({ CallSid: 'CA1' }, '', VOICE), '')).toBe(false)
  const ported = VOICE.replace('example.org', 'example.org:443')
  expect(believed(callbackFromTwilio({ CallSid: 'CA1' }, authToken, VOICE, ported))).toBe(true)
  expect(
    believed(callbackFromTwilio({ CallSid: 'CA1' }, authToken, `${VOICE}:x`.replace('org', 'org:8443'), `${VOICE}:x`)),
  ).toBe(true)
})

test('the letters of a text message', () => {
  expect(gsmText('Größe “é” – € 漢字 ŝ ę … 👩‍👩‍👧‍👦 ½ ﬁ')).toBe('Größe "é" - € ? s e ... ? ? fi')
  expect(septets('a€[')).toBe(5)
})

test('whatever it says, one message holds what it takes to acknowledge', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      (title, severity) => {
        const text = smsText(aPage({ title, severity }), false)
        expect(septets(text)).toBeLessThanOrEqual(160)
        expect(text.endsWith('Reply 471193 to ack.')).toBe(true)
        expect(gsmText(text)).toBe(text)
      },
    ),
  ))

test('the link goes whole, in a second message, or not at all', () => {
  const long = 'x'.repeat(400)
  expect(smsText(aPage({ title: long }), true)).toMatch(
    /Reply 471193 to ack\. https:\/\/ops\.example\.org\/a\/Page0123456789abcdefghijklm$/,
  )
  expect(smsText(aPage({ url: `https://ops.example.org/${'y'.repeat(200)}` }), true)).not.toContain('https')
  expect(shownBySms(new URLSearchParams({ Body: smsText(aPage({ title: long }), true) }).toString())).toBeTruthy()
})
