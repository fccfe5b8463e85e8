import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { eventsAfter } from '../../db/events.ts'
import { newId } from '../../kit/new-id.ts'
import type { Actor } from '../../kit/route.ts'
import { onCallNow, onCallThen } from './actions.ts'
import type { OncallDesk, OncallRefusal } from './desk.ts'
import { endFeed, readFeed, rotateFeed } from './feed/actions.ts'
import { recordOnCall } from './history/actions.ts'
import { listRecorded } from './history/store.ts'
import { endOverride, makeOverride, previewOverride } from './override/actions.ts'
import type { WantedOverride } from './override/decide-override.ts'
import { compileRotas } from './settings/compile-rota.ts'
import { oncallSchema } from './settings/oncall-schema.ts'
import { moveSwap, offerSwap } from './swap/actions.ts'

const HOUR = 3_600_000
const day = (number: number, hour = 0) => Date.UTC(2030, 0, number, hour)
const user = (login: string): Actor => ({ kind: 'user', id: `user_${login}`, name: login })
const [ana, ben, eve] = [user('ana'), user('ben'), user('eve')]
const SETTINGS = oncallSchema.parse({
  schedules: {
    it: {
      zone: 'UTC',
      layers: [{ name: 'turns', rotation: { every: 'day', from: '2030-01-01', people: ['ana', 'ben'] } }],
    },
  },
})

/** A desk at noon of the first of January, when ana is on; `at` moves its clock. */
async function oncallDesk() {
  const { db } = await testDatabase()
  let now = day(1, 12)
  const notes: string[] = []
  const rotas = compileRotas(SETTINGS, new Map())
  const known = ['ana', 'ben', 'eve'].map((login) => ({ id: `user_${login}`, login, name: login }))
  const desk: OncallDesk = {
    ...{ db, newId, rotas: () => rotas, clock: () => new Date(now) },
    note: async (_tx, by, action) => void notes.push(`${'name' in by ? by.name : ''} ${action}`),
    people: async (logins) => known.filter(({ login }) => logins.includes(login)),
    personOf: async (actor) => known.find(({ id }) => actor.kind === 'user' && id === actor.id),
  }
  const on = async (at: number) => (await onCallNow({ db, rotas }, 'it', new Date(at)))!.logins.join('+') || 'nobody'
  const events = async () =>
    (await eventsAfter(db, '0-0', 100)).map(({ type, data }) =>
      `${type} ${(data.affected as string[] | undefined) ?? ''}`.trim(),
    )
  const at = (time: number) => {
    now = time
  }
  return { desk, rota: rotas.get('it')!, on, notes, events, at }
}

const replace = (from: number, until: number, person: string, by: string): WantedOverride => ({
  ...{ kind: 'replace', from, until, person, people: [by] },
})
const code = (outcome: { do: string } | OncallRefusal | undefined) =>
  outcome === undefined ? 'unknown' : 'code' in outcome ? outcome.code : outcome.do

test('an override is in force at once, audited, and told to whom it concerns; ending it brings back what was', async () => {
  const { desk, rota, on, notes, events, at } = await oncallDesk()
  const made = await makeOverride(desk, rota, { wanted: replace(day(1), day(2), 'ana', 'eve'), note: 'ill', by: ben })
  if (made.do === 'refuse') throw new Error(made.message)
  // What was cannot be changed: it begins now.
  expect(made.stored.change.from).toBe(day(1, 12))
  expect(made.differences).toEqual([{ from: day(1, 12), until: day(2), before: ['ana'], after: ['eve'] }])
  expect([await on(day(1, 13)), await on(day(2, 1))]).toEqual(['eve', 'ben'])
  expect(await onCallNow({ db: desk.db, rotas: desk.rotas() }, 'it', new Date(day(1, 13)))).toMatchObject({
    until: new Date(day(2)),
    why: [{ kind: 'layer' }, { kind: 'override', did: 'replace', id: made.stored.change.id }],
  })
  at(day(1, 14))
  expect(code(await endOverride(desk, made.stored.change.id, ana))).toBe('ended')
  expect(code(await endOverride(desk, made.stored.change.id, ana))).toBe('oncall/over')
  expect(code(await endOverride(desk, 'override_none', ana))).toBe('unknown')
  // It was so until it was ended.
  expect([await on(day(1, 13)), await on(day(1, 14))]).toEqual(['eve', 'ana'])
  expect(notes).toEqual(['ben oncall.overridden', 'ana oncall.override-ended'])
  expect(await events()).toEqual(['oncall.changed ana,eve', 'oncall.changed ana,eve'])
})

test('what makes no sense is refused, and a preview changes nothing', async () => {
  const { desk, rota, on, events } = await oncallDesk()
  const make = async (wanted: WantedOverride) => code(await makeOverride(desk, rota, { wanted, note: '', by: ana }))
  expect(await make(replace(day(1), day(2), 'ana', 'nobody'))).toBe('oncall/unknown-person')
  expect(await make(replace(day(3), day(2), 'ana', 'eve'))).toBe('oncall/invalid')
  expect(await make(replace(day(1), day(1, 11), 'ana', 'eve'))).toBe('oncall/over')
  expect(await make(replace(day(1), day(400), 'ana', 'eve'))).toBe('oncall/invalid')
  const shown = await previewOverride(desk, rota, {
    ...{ kind: 'temporary', name: 'party', from: day(1, 12), until: day(3) },
    shifts: [{ from: day(2), until: day(3), people: ['eve'] }],
  })
  expect(shown).toMatchObject({
    differences: [
      { from: day(1, 12), until: day(2), before: ['ana'], after: [] },
      { from: day(2), until: day(3), before: ['ben'], after: ['eve'] },
    ],
  })
  expect([await on(day(1, 13)), await events()]).toEqual(['ana', []])
})

test('an offered shift changes nothing until it is accepted, and one of two who accept at once has it', async () => {
  const { desk, rota, on, notes } = await oncallDesk()
  const shift = { from: day(3), until: day(4), offeredTo: undefined, inReturn: undefined, note: 'wedding' }
  expect(code(await offerSwap(desk, rota, shift, ben))).toBe('oncall/not-yours')
  const offered = await offerSwap(desk, rota, shift, ana)
  if (offered.do === 'refuse') throw new Error(offered.message)
  const { id } = offered.swap
  expect(await on(day(3, 1))).toBe('ana')
  expect(code(await moveSwap(desk, id, { move: 'accept', by: ana }))).toBe('oncall/not-yours')
  expect(code(await moveSwap(desk, id, { move: 'withdraw', by: ben }))).toBe('oncall/not-yours')
  const both = await Promise.all([ben, eve].map((by) => moveSwap(desk, id, { move: 'accept', by })))
  expect(both.map(code).sort()).toEqual(['done', 'oncall/over'])
  const winner = both[0]!.do === 'done' ? 'ben' : 'eve'
  expect([await on(day(3, 1)), await on(day(5, 1))]).toEqual([winner, 'ana'])
  expect(notes).toEqual(['ana oncall.swap-offered', `${winner} oncall.swap-accepted`])
})

test('a shift in return changes hands with it; a declined or withdrawn offer changes nothing', async () => {
  const { desk, rota, on, events, at } = await oncallDesk()
  const offer = {
    ...{ from: day(3), until: day(4), offeredTo: 'ben', inReturn: { from: day(4), until: day(5) }, note: '' },
  }
  const offered = async () => {
    const outcome = await offerSwap(desk, rota, offer, ana)
    if (outcome.do === 'refuse') throw new Error(outcome.message)
    return outcome.swap.id
  }
  for (const [move, by] of [
    ['decline', ben],
    ['withdraw', ana],
  ] as const) {
    const id = await offered()
    expect(code(await moveSwap(desk, id, { move: 'accept', by: eve }))).toBe('oncall/not-yours')
    expect(code(await moveSwap(desk, id, { move, by }))).toBe('done')
    expect(code(await moveSwap(desk, id, { move: 'accept', by: ben }))).toBe('oncall/over')
  }
  expect([await on(day(3, 1)), await on(day(4, 1))]).toEqual(['ana', 'ben'])
  const id = await offered()
  // Half of the shift is over when ben says yes: the rest is his.
  at(day(3, 12))
  expect(code(await moveSwap(desk, id, { move: 'accept', by: ben }))).toBe('done')
  expect([await on(day(3, 11)), await on(day(3, 13)), await on(day(4, 1))]).toEqual(['ana', 'ben', 'ana'])
  expect((await events()).filter((each) => each.startsWith('oncall.changed'))).toHaveLength(2)
  expect(
    code(
      await offerSwap(
        desk,
        rota,
        { ...offer, inReturn: { from: day(5), until: day(6) }, from: day(7), until: day(8) },
        ana,
      ),
    ),
  ).toBe('oncall/not-yours')
})

test('who was on is recorded once by however many replicas, across hand-offs, and stays when settings change', async () => {
  const { desk, on, events, at } = await oncallDesk()
  const record = () => Promise.all([1, 2, 3].map(() => recordOnCall(desk, desk.rotas())))
  await record()
  for (const time of [day(1, 18), day(2, 6), day(2, 7), day(4, 1)]) {
    at(time)
    await record()
    await recordOnCall(desk, desk.rotas())
  }
  const rows = await listRecorded(desk.db, { from: 0, until: day(9) }, { after: 0, limit: 100 })
  expect(rows.map(({ login, beganAt, endedAt }) => [login, +beganAt, +endedAt])).toEqual([
    ['ana', day(1, 12), day(2)],
    ['ben', day(2), day(3)],
    ['ana', day(3), day(4)],
    ['ben', day(4), day(4, 1)],
  ])
  expect((await events()).filter((each) => each === 'oncall.handover')).toHaveLength(3)
  const changed = compileRotas(
    oncallSchema.parse({ schedules: { it: { zone: 'UTC', layers: [{ name: 'all', people: ['eve'] }] } } }),
    new Map(),
  )
  expect(await onCallThen({ db: desk.db, rotas: changed }, 'it', new Date(day(2, 3)))).toMatchObject({
    ...{ logins: ['ben'], source: 'recorded' },
  })
  expect(await on(day(5, 1))).toBe('ana')
})

test('a calendar is behind a secret address, keeps the identity of its events, and goes with a new address', async () => {
  const { desk, at } = await oncallDesk()
  const owner = { id: 'user_ana', login: 'ana', name: 'ana' }
  const rotate = async (kind: 'user' | 'schedule', subject: string) => {
    const { path, feed } = await rotateFeed(desk, owner, { kind, subject, by: ana })
    return { secret: /^\/calendar\/(.+)\.ics$/.exec(path)![1]!, feed }
  }
  const [own, whole] = [await rotate('user', 'ana'), await rotate('schedule', 'it')]
  const uids = (text: string | undefined) => [...(text ?? '').matchAll(/UID:(\S+)/g)].map(([, uid]) => uid!)
  const first = uids(await readFeed(desk, own.secret))
  expect(first.length).toBeGreaterThan(60)
  expect(new Set(first).size).toBe(first.length)
  expect(uids(await readFeed(desk, whole.secret)).length).toBeGreaterThan(2 * first.length - 40)
  at(day(1, 12) + 30 * HOUR)
  expect(uids(await readFeed(desk, own.secret))).toEqual(first)
  const next = await rotate('user', 'ana')
  expect(await readFeed(desk, own.secret)).toBeUndefined()
  expect(uids(await readFeed(desk, next.secret))).toEqual(first)
  await endFeed(desk, next.feed, ana)
  expect(await readFeed(desk, next.secret)).toBeUndefined()
  expect(await readFeed({ ...desk, personOf: async () => undefined }, whole.secret)).toBeUndefined()
  expect(await readFeed(desk, 'x'.repeat(32))).toBeUndefined()
})
