import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type TestChannel, testChannel } from '../../../../../test/test-channel.ts'
import { testDatabase } from '../../../../../test/test-database.ts'
import type { Actor } from '../../../../kit/route.ts'
import { addContact, type ContactDesk, removeContact, sendCode, testContact, verifyContact } from './actions.ts'
import { contactsOf } from './store.ts'

const ana: Actor = { kind: 'user', id: 'ana', name: 'Ana' }

async function world(...channels: TestChannel[]) {
  const { db } = await testDatabase()
  await sql`insert into users (id, login, name, role, created_by) values ('ana', 'ana', 'Ana', 'responder', 'x')`.execute(
    db,
  )
  const notes: string[] = []
  const inForce = new Map(
    channels.map(({ channel }) => [channel.id, { channel, settings: () => ({}), origins: new Set<string>() }]),
  )
  const desk: ContactDesk = {
    ...{ db, channels: () => inForce, egressAllow: () => [], version: '0' },
    note: async (_tx, _by, action, _subject, after) => void notes.push(`${action} ${JSON.stringify(after)}`),
  }
  const add = (channel = 'mail', address = 'ana@shop.example') =>
    addContact(desk, ana, { userId: 'ana', channel, address })
  return { db, desk, notes, add }
}
const value = <Value>(outcome: { value: Value } | { refused: object }): Value => {
  if ('refused' in outcome) throw new Error(JSON.stringify(outcome.refused))
  return outcome.value
}
const refusal = async (outcome: Promise<{ value: unknown } | { refused: { code: string } }>) => {
  const got = await outcome
  return 'refused' in got ? got.refused.code : 'done'
}

test('a contact method is worth something once its code has come back, and others see it masked', async () => {
  const mail = testChannel('mail')
  const { db, desk, notes, add } = await world(mail)
  const { id } = value(await add())
  const code = mail.calls[0]!.notification.verifyCode!
  expect(code).toMatch(/^\d{6}$/)
  const { rows } = await sql<{ text: string }>`select (contact_methods.*)::text as text from contact_methods`.execute(
    db,
  )
  expect(rows[0]!.text).not.toContain(code)
  expect(await refusal(testContact(desk, ana, id))).toBe('contact/unverified')
  expect(await refusal(verifyContact(desk, ana, { id, code: code === '000000' ? '000001' : '000000' }))).toBe(
    'contact/code-wrong',
  )
  expect(value(await verifyContact(desk, ana, { id, code }))).toMatchObject({
    verifiedAt: expect.any(Date),
    lastProvenAt: expect.any(Date),
  })
  expect(await refusal(verifyContact(desk, ana, { id, code }))).toBe('contact/no-code')
  expect(value(await testContact(desk, ana, id))).toEqual({ message: expect.stringMatching(/^message_/) })
  value(await removeContact(desk, ana, id))
  expect(await contactsOf(db, 'ana')).toEqual([])
  expect(notes.map((note) => note.split(' ')[0])).toEqual([
    'contact.added',
    'contact.verified',
    'contact.tested',
    'contact.removed',
  ])
  expect(notes.join()).not.toContain('ana@shop.example')
})

test('wrong codes are counted, old ones end, and nobody has codes sent around', async () => {
  const mail = testChannel('mail')
  const { db, desk, add } = await world(mail)
  const { id } = value(await add())
  const wrong = { id, code: 'nothing' }
  for (let tries = 0; tries < 5; tries += 1)
    expect(await refusal(verifyContact(desk, ana, wrong))).toBe('contact/code-wrong')
  const first = mail.calls[0]!.notification.verifyCode!
  expect(await refusal(verifyContact(desk, ana, { id, code: first }))).toBe('contact/code-tries')
  value(await sendCode(desk, id))
  await sql`update contact_methods set code_expires_at = now() - interval '1 second'`.execute(db)
  const second = mail.calls[1]!.notification.verifyCode!
  expect(await refusal(verifyContact(desk, ana, { id, code: second }))).toBe('contact/code-expired')
  value(await sendCode(desk, id))
  value(await sendCode(desk, id))
  expect(await refusal(sendCode(desk, id))).toBe('contact/codes')
  expect(mail.calls).toHaveLength(4)
})

test('guesses at the same time count each', async () => {
  const mail = testChannel('mail')
  const { desk, add } = await world(mail)
  const { id } = value(await add())
  const codes = await Promise.all(
    Array.from({ length: 12 }, () => refusal(verifyContact(desk, ana, { id, code: 'nothing' }))),
  )
  expect(codes.filter((code) => code === 'contact/code-wrong')).toHaveLength(5)
})

test('what cannot be a contact method is refused with the reason', async () => {
  const mail = testChannel('mail')
  const { add } = await world(mail, testChannel('room', { reach: 'shared' }))
  expect(await refusal(add('pigeon'))).toBe('contact/no-channel')
  expect(await refusal(add('room', 'a@b'))).toBe('contact/shared')
  expect(await refusal(add('mail', 'nothing'))).toBe('contact/address')
  value(await add())
  expect(await refusal(add())).toBe('contact/exists')
  mail.answer = () => {
    throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  }
  const outcome = await add('mail', 'other@shop.example')
  expect(outcome).toMatchObject({
    refused: { code: 'contact/not-sent', message: 'mail did not take the code: ECONNREFUSED' },
  })
})
