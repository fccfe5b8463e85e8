import { expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../test/stand-ins/a-notification.ts'
import { defineChannel } from './define-channel.ts'
import { lastingFailure, readRetryAfter, waitMs } from './send-failure.ts'

const saying = (why: string) =>
  defineChannel({
    ...{ id: 'x', title: 'X', addressLabel: 'x', reach: 'personal', canAck: 'link', proof: 'accepted', longestText: 1 },
    settingsSchema: z.object({ token: z.string(), smtp: z.object({ password: z.string() }), hook: z.string() }),
    secretSettings: ['token', 'smtp.password', 'hook'],
    checkAddress: (address) => ({ ok: true, address }),
    maskAddress: () => '',
    send: async () => lastingFailure(why),
  })
const settings = {
  token: 'to ken/1',
  smtp: { password: 'pass-word' },
  hook: 'https://hooks.example.org/T1/very-secret-part',
}
const why = async (text: string) => {
  const outcome = await saying(text).send(aCall('a', settings, async () => Promise.reject(new Error('unused'))))
  return outcome.state === 'failed' ? outcome.why : ''
}

test.each([
  ['wrong: to ken/1', 'wrong: •••'],
  ['wrong: to%20ken%2F1', 'wrong: •••'],
  [`wrong: ${Buffer.from('to ken/1').toString('base64')}`, 'wrong: •••'],
  ['535 pass-word is wrong', '535 ••• is wrong'],
  [`authorization: Basic ${Buffer.from('ops:pass-word').toString('base64')}`, 'authorization: Basic •••'],
  ['connect https://hooks.example.org/T1/very-secret-part failed', 'connect ••• failed'],
  ['POST /T1/very-secret-part failed', 'POST /T1/••• failed'],
  ['see https://user:pw@docs.example.org/a?key=1#x now', 'see docs.example.org now'],
  ['two\nlines \u001b[31m', 'two lines [31m'],
])('%s', async (said, shown) => expect(await why(said)).toBe(shown))

test('a reason is bounded', async () => expect((await why('x'.repeat(1_000_000))).length).toBe(200))

test('when to come again', () => {
  const now = new Date('2030-01-01T12:00:00Z')
  const read = (header: string | undefined) => readRetryAfter(header, now)
  expect([read('7'), read('0'), read('1.5'), read('999999'), read('Tue, 01 Jan 2030 12:00:30 GMT')]).toEqual([
    ...[7_000, 1_000, 1_500, 3_600_000, 30_000],
  ])
  expect([read(undefined), read(''), read('soon'), read('1e99'), read('-5')].slice(0, 4)).toEqual(
    Array(4).fill(undefined),
  )
  expect([waitMs(Number.NaN), waitMs('7'), waitMs(2)]).toEqual([undefined, undefined, 2_000])
})
