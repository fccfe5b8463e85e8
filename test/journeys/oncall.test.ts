/** On-call over the API and from the command line of a whole server. */
import { expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { reveal } from '../../src/identity/secret.ts'
import type { Role } from '../../src/kit/permission.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { bearer, sessionOf } from '../security/principals.ts'
import { wholeServer } from '../security/whole-server.ts'

const SETTINGS = `
oncall:
  schedules:
    shop:
      zone: Europe/Berlin
      layers:
        - name: days
          rotation: { every: day, at: "09:00", from: 2020-01-01, people: [ana, ben] }
    night:
      zone: UTC
      layers: [{ name: all, people: [ghost, ana] }]
`

async function house() {
  const server = await wholeServer(SETTINGS)
  const tokens = new Map<string, string>()
  for (const [login, role] of [
    ['ana', 'operator'],
    ['ben', 'responder'],
    ['vera', 'viewer'],
  ] as [string, Role][]) {
    const { user } = await addPerson(deskOn(server.db), login, role)
    tokens.set(login, reveal((await sessionOf(server.db, user)).secret))
  }
  const as = (login: string) => ({ headers: bearer(tokens.get(login)!) })
  const cli = async (login: string, args: string[], columns = 80) => {
    const out = { code: 0, stdout: '', stderr: '' }
    out.code = await main(args, {
      cwd: '/',
      env: { OPSBOOK_SERVER: server.url, OPSBOOK_TOKEN: tokens.get(login)!, LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
      stdout: { columns, write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
    })
    return out
  }
  return { ...server, as, cli }
}

const DAY = 86_400_000
const soon = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)

test('who is on call is asked, changed and looked back on, by those who may', async () => {
  const { send, as } = await house()
  const now = await send('GET', '/api/v1/oncall/schedules/shop', as('vera'))
  expect(now.json).toMatchObject({
    schedule: 'shop',
    zone: 'Europe/Berlin',
    source: 'computed',
    why: [{ layer: 'days' }],
  })
  const [on] = now.json.logins
  const other = on === 'ana' ? 'ben' : 'ana'
  const wanted = { kind: 'replace', person: on, people: [other], from: soon(0), until: now.json.until, note: 'ill' }
  const path = '/api/v1/oncall/schedules/shop/overrides'
  expect((await send('POST', path, { ...as('vera'), body: wanted })).status).toBe(403)
  expect((await send('POST', `${path}/preview`, { ...as('vera'), body: wanted })).json.changes).toHaveLength(1)
  expect((await send('POST', path, { ...as('ben'), body: { ...wanted, people: ['ghost'] } })).json.code).toBe(
    'oncall/unknown-person',
  )
  const made = await send('POST', path, { ...as('ben'), body: wanted })
  expect(made).toMatchObject({ status: 201, json: { changes: [{ before: [on], after: [other] }] } })
  expect((await send('GET', '/api/v1/oncall/schedules?limit=1', as('vera'))).json).toMatchObject({
    next: 'night',
    items: [{ schedule: 'night' }],
  })
  expect((await send('GET', '/api/v1/oncall/schedules?after=night', as('vera'))).json).toMatchObject({
    next: null,
    items: [{ logins: [other] }],
  })
  const { id } = made.json.override
  expect((await send('DELETE', `/api/v1/oncall/overrides/${id}`, as('ana'))).status).toBe(204)
  expect((await send('DELETE', `/api/v1/oncall/overrides/${id}`, as('ana'))).status).toBe(409)
  expect((await send('GET', path, as('vera'))).json.items).toMatchObject([
    { id, kind: 'replace', createdBy: 'ben', note: 'ill' },
  ])
  expect((await send('GET', '/api/v1/oncall/history', as('vera'))).status).toBe(200)
  expect(
    (await send('GET', '/api/v1/oncall/schedules/shop/shifts?from=2026-01-05&until=2026-01-04', as('vera'))).status,
  ).toBe(422)
  const problems = await send('GET', '/api/v1/oncall/problems', as('vera'))
  expect(problems.json.items.map(({ code, login }: { code: string; login: string }) => `${code} ${login}`)).toContain(
    'oncall/unknown-login ghost',
  )
})

test('shifts are paged without holes', async () => {
  const { send, as } = await house()
  const shifts = []
  let after = ''
  do {
    const page = await send(
      'GET',
      `/api/v1/oncall/schedules/shop/shifts?from=2026-03-01&until=2026-04-10&limit=7${after}`,
      as('vera'),
    )
    shifts.push(...page.json.items)
    after = page.json.next === null ? '' : `&after=${page.json.next}`
  } while (after !== '')
  expect(shifts).toHaveLength(41)
  for (const [index, shift] of shifts.entries()) if (index > 0) expect(shift.from).toBe(shifts[index - 1].until)
  // By the clock on the wall: nine in winter and in summer.
  expect(shifts[1].from).toBe('2026-03-01T08:00:00.000Z')
  expect(shifts.at(-1).from).toBe('2026-04-09T07:00:00.000Z')
})

test('a calendar is read with its address alone', async () => {
  const { send, as } = await house()
  const made = await send('POST', '/api/v1/oncall/feeds', { ...as('vera'), body: { schedule: 'shop' } })
  expect(made.status).toBe(201)
  const calendar = await send('GET', made.json.path)
  expect(calendar.headers['content-type']).toContain('text/calendar')
  expect(calendar.text).toContain('SUMMARY:On call shop: ana')
  expect(calendar.text).not.toMatch(/@shop\.example|user_/)
  expect((await send('GET', `${made.json.path.slice(0, -6)}x.ics`)).status).toBe(404)
  expect((await send('DELETE', `/api/v1/oncall/feeds/${made.json.id}`, as('ana'))).status).toBe(404)
  expect((await send('DELETE', `/api/v1/oncall/feeds/${made.json.id}`, as('vera'))).status).toBe(204)
  expect((await send('GET', made.json.path)).status).toBe(404)
})

/** A shift may be cut where the weeks that are looked at end. */
const untilOf = ({ until }: { until: string }) => until.replace(/\.\d+/, '')

test('the same from the command line: now, override, swap, calendar', async () => {
  const { cli, send } = await house()
  const good = async (login: string, ...args: string[]) => {
    const { code, stdout, stderr } = await cli(login, ['oncall', ...args])
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
    return stdout
  }
  expect(await good('vera', 'now', '-v', '-q')).toMatch(/✓ shop +(?:ana|ben)\n.*Europe\/Berlin.*\n.*layer days/)
  expect(await good('vera', 'next', 'shop')).toMatch(/shop: (?:ana → ben|ben → ana)/)
  expect(await good('vera', 'preview', 'shop', '--month', '2026-03')).toContain('clocks go forward 1 h at 02:00')
  const until = soon(2)
  expect(await good('ben', 'override', 'shop', '--until', until, '--add', 'vera', '--dry-run')).toMatch(
    /→ (?:ana|ben), vera/,
  )
  const made = await good('ben', 'override', 'shop', '--until', until, '--with', 'vera', '--note', 'party')
  expect(await good('vera', 'now', 'shop', '--plain')).toMatch(/^shop\tvera\t/)
  expect(await good('vera', 'override', 'shop')).toContain('replace vera')
  await good('ben', 'override', '--end', /override_\w+/.exec(made)![0])
  // A shift of ben's in a fortnight.
  const shift = JSON.parse(await good('ben', 'whoami', '--json')).next.at(-1)
  const offered = await good(
    'ben',
    'swap',
    shift.schedule,
    '--from',
    shift.from.replace('.000', ''),
    '--until',
    untilOf(shift),
    '--to',
    'ana',
  )
  const id = /swap_\w+/.exec(offered)![0]
  expect(await good('ana', 'swap')).toContain(`open shop: ben → ana`)
  expect(await cli('vera', ['oncall', 'swap', '--accept', id])).toMatchObject({ code: 4 })
  expect(await good('ana', 'swap', '--accept', id)).toContain('accepted shop: ben → ana')
  expect(await cli('ana', ['oncall', 'swap', '--accept', id])).toMatchObject({ code: 5 })
  const at = new Date(Date.parse(shift.from) + 1000).toISOString()
  expect(await good('vera', 'now', 'shop', '--at', at, '--plain')).toMatch(/^shop\tana\t/)
  const { stdout: url } = await cli('ana', ['oncall', 'ical', '-q'])
  expect((await send('GET', new URL(url).pathname)).text).toContain('On call shop: ana')
  expect(await cli('ana', ['oncall', 'now', 'shpo'])).toMatchObject({ code: 5, stdout: '' })
})
