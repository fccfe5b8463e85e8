import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeBell } from '../../src/app/bell.ts'
import { liveBook, readOpenBook } from '../../src/app/live-book.ts'
import { planRun } from '../../src/app/plan-run.ts'
import { runRunner } from '../../src/app/runner/runner.ts'
import { keepIdentity, runnerHome } from '../../src/app/runner/runner-home.ts'
import { serverLink } from '../../src/app/runner/server-link.ts'
import { listenForEvents } from '../../src/db/events.ts'
import type { Authentication } from '../../src/http/authentication.ts'
import { closeServer } from '../../src/http/close-server.ts'
import { buildServer } from '../../src/http/server.ts'
import { newId } from '../../src/kit/new-id.ts'
import { permissionsOf } from '../../src/kit/permission.ts'
import { findLostRuns } from '../../src/runbook/remote/actions.ts'
import { runRoutes } from '../../src/runbook/remote/routes.ts'
import { runnerRoutes, runnerTokenHash } from '../../src/runbook/remote/runner/routes.ts'
import { runnerOfToken } from '../../src/runbook/remote/runner/store.ts'
import { testDatabase } from '../test-database.ts'

const PAGE = `# Queue

## Look

1. Count what waits:

   \`\`\`bash
   cat queue.txt
   \`\`\`

   Expected: \`3 waiting\`

## Clear

1. Empty it:

   \`\`\`bash
   echo cleared >> cleared.txt
   \`\`\`

## Wait

1. Let it drain:

   \`\`\`bash
   echo begin >> slow.txt; sleep 2; echo end >> slow.txt
   \`\`\`
`

const POLICY = `book: docs
run:
  policy:
    unattendedChanges: true
    approvals:
      - { effects: [changing, unknown], count: 1, of: [sre], twoPerson: true }
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-runner-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'book/docs'), { recursive: true })
  writeFileSync(join(folder, 'book/docs/queue.md'), PAGE)
  writeFileSync(join(folder, 'book/opsbook.yaml'), 'book: docs\nrun: { policy: { unattendedChanges: true } }\n')
  writeFileSync(join(folder, 'book/queue.txt'), '3 waiting\n')
})

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** A server whose people are named by their token. */
async function serve() {
  const database = await testDatabase()
  const { db } = database
  const bell = makeBell()
  const over = new AbortController()
  listenForEvents(database.config, bell.ring, over.signal)
  const authentication: Authentication = {
    user: async ({ headers }) => {
      const name = headers.authorization?.replace('Bearer ', '')
      if (!name) return { reason: 'missing' }
      return { actor: { kind: 'user', id: `user_${name}`, name }, permissions: permissionsOf('admin') }
    },
    runner: async ({ headers }) => {
      const runner = await runnerOfToken(db, runnerTokenHash(headers.authorization?.replace('Bearer ', '') ?? ''))
      if (!runner) return { reason: 'invalid' }
      return { actor: { kind: 'runner', id: runner.id, name: runner.name }, permissions: new Set() }
    },
  }
  const reading = await readOpenBook(join(folder, 'book'), folder, new Date())
  if (!reading.ok) throw new Error(reading.reason)
  const book = liveBook(reading.value, { path: join(folder, 'book'), cwd: folder, now: () => new Date() })
  const desk = { db, note: async () => undefined }
  const teams: Record<string, string[]> = { ana: ['sre'], ben: ['sre'], eve: [] }
  const build = () =>
    buildServer({
      routes: [
        ...runRoutes({
          ...{ ...desk, nextChange: bell.next },
          plan: async (wish) => planRun(wish, book.current(), new Date()),
          incidentId: async () => undefined,
          approver: async (actor) =>
            'name' in actor ? { ...actor, teams: teams[actor.name] ?? [] } : { id: '', name: '', teams: [] },
        }),
        ...runnerRoutes({ ...desk, newId, nextChange: bell.next }),
      ],
      ...{ authentication, capacity: 100, secure: false, trustedProxies: [], hosts: { names: new Set<string>() } },
      onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
    })
  const port = await freePort()
  let server = build()
  await server.listen({ port, host: '127.0.0.1' })
  const lost = setInterval(() => void findLostRuns(db), 500)
  onTestFinished(async () => {
    clearInterval(lost)
    over.abort()
    await closeServer(server, 200)
  })
  const url = `http://127.0.0.1:${port}`
  const ask = async (as: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, ...(text.startsWith('{"') && !text.includes('\n') ? JSON.parse(text) : { text }) }
  }
  return {
    ...{ url, ask, db },
    down: () => closeServer(server, 200),
    up: async () => {
      server = build()
      await server.listen({ port, host: '127.0.0.1' })
    },
  }
}
type Server = Awaited<ReturnType<typeof serve>>

async function enrol({ url, ask }: Server, name = 'here') {
  const { token } = await ask('ana', 'POST', '/runners/enrolments', { name })
  const response = await fetch(`${url}/api/v1/runner/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, version: '1', host: 'test' }),
  })
  expect(response.status).toBe(201)
  const identity = (await response.json()) as { id: string; name: string; token: string }
  const home = runnerHome(join(folder, name))
  await keepIdentity(home, { ...identity, server: url })
  return { home, token: identity.token, invitation: token }
}

function startRunner({ url }: Server, { home, token }: Awaited<ReturnType<typeof enrol>>) {
  const leave = new AbortController()
  const gone = new AbortController()
  const said: string[] = []
  const running = runRunner({
    ...{ home, env: { PATH: process.env.PATH, HOME: folder }, version: '1', book: join(folder, 'book'), capacity: 2 },
    link: serverLink(url, token, gone.signal),
    ...{ leave: leave.signal, graceMs: 500, tell: (message) => said.push(message) },
  })
  const end = async () => {
    leave.abort()
    gone.abort()
    await running
  }
  onTestFinished(end)
  return { said, end }
}

const until = async <Value>(
  look: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  limitMs = 15_000,
): Promise<Value> => {
  const end = performance.now() + limitMs
  for (;;) {
    const value = await look()
    if (wanted(value)) return value
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`)
    await sleep(50)
  }
}

const wish = (procedure: string, more: object = {}) => ({
  page: 'docs/queue.md',
  procedure,
  mode: 'yes-changes',
  ...more,
})

test('a procedure is planned here, carried out there, and its journal and output come back whole', async () => {
  const server = await serve()
  const runner = await enrol(server)
  startRunner(server, runner)
  const { id } = await server.ask('ana', 'POST', '/runs', wish('look'))
  const run = await until(
    () => server.ask('ana', 'GET', `/runs/${id}`),
    ({ state }) => state === 'finished',
  )
  expect(run).toMatchObject({ result: 'succeeded', runner: 'here', requestedBy: 'ana' })
  const journal = await server.ask('ana', 'GET', `/runs/${id}/events`)
  expect(journal.text).toBe(readFileSync(join(runner.home.runs, id, 'journal.ndjson'), 'utf8'))
  const { items } = await server.ask('ana', 'GET', `/runs/${id}/output`)
  expect(items.map(({ piece }: { piece: { text: string } }) => piece.text).join('')).toBe('3 waiting\n')
})

test('a person is asked before each change, and the first answer counts', async () => {
  const server = await serve()
  startRunner(server, await enrol(server))
  const { id } = await server.ask('ana', 'POST', '/runs', wish('clear', { mode: 'interactive' }))
  const asking = () => server.ask('ana', 'GET', `/runs/${id}`)
  const { question } = await until(asking, (run) => run.question?.kind === 'plan')
  expect((await server.ask('ben', 'POST', `/runs/${id}/answer`, { key: question.key, answer: 'maybe' })).status).toBe(
    409,
  )
  const both = await Promise.all(
    ['ana', 'ben'].map((who) => server.ask(who, 'POST', `/runs/${id}/answer`, { key: question.key, answer: 'yes' })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const start = await until(asking, (run) => run.question?.kind === 'start')
  expect(start.question.details).toContain('echo cleared >> cleared.txt')
  await server.ask('ben', 'POST', `/runs/${id}/answer`, { key: start.question.key, answer: 'yes' })
  await until(asking, ({ state }) => state === 'finished')
  expect(readFileSync(join(folder, 'book/cleared.txt'), 'utf8')).toBe('cleared\n')
  const { text } = await server.ask('ana', 'GET', `/runs/${id}/events`)
  expect(text).toContain('"by":"ben"')
})

test('a change that needs two people waits for the second, of the right team, for this plan', async () => {
  writeFileSync(join(folder, 'book/opsbook.yaml'), POLICY)
  const server = await serve()
  startRunner(server, await enrol(server))
  const { id, planHash } = await server.ask('ana', 'POST', '/runs', wish('clear'))
  const look = () => server.ask('ana', 'GET', `/runs/${id}`)
  await until(look, ({ state, waitsFor }) => state === 'waiting' && waitsFor === 'approval')
  const approve = (who: string, hash = planHash) => server.ask(who, 'POST', `/runs/${id}/approve`, { planHash: hash })
  expect(await approve('ana')).toMatchObject({ status: 403, code: 'approval/own-run' })
  expect(await approve('eve')).toMatchObject({ status: 403, code: 'approval/not-in-group' })
  expect(await approve('ben', '0'.repeat(64))).toMatchObject({ status: 409, code: 'approval/other-plan' })
  expect((await approve('ben')).status).toBe(200)
  await until(look, ({ state, result }) => state === 'finished' && result === 'succeeded')
  expect(readFileSync(join(folder, 'book/cleared.txt'), 'utf8')).toBe('cleared\n')
})

test('a step goes on while the server is away, and what happened comes later', async () => {
  const server = await serve()
  startRunner(server, await enrol(server))
  const { id } = await server.ask('ana', 'POST', '/runs', wish('wait'))
  const slow = async () => {
    try {
      return readFileSync(join(folder, 'book/slow.txt'), 'utf8')
    } catch {
      return ''
    }
  }
  await until(slow, (text) => text === 'begin\n')
  await server.down()
  await until(slow, (text) => text === 'begin\nend\n')
  await server.up()
  const run = await until(
    () => server.ask('ana', 'GET', `/runs/${id}`),
    ({ state }) => state === 'finished',
  )
  expect(run.result).toBe('succeeded')
})

test('a runner that falls silent leaves its run lost within ten seconds; back again, it tells', async () => {
  const server = await serve()
  const enrolled = await enrol(server)
  const first = startRunner(server, enrolled)
  const { id } = await server.ask('ana', 'POST', '/runs', wish('clear', { mode: 'interactive' }))
  const look = () => server.ask('ana', 'GET', `/runs/${id}`)
  await until(look, (run) => run.question?.kind === 'plan')
  await first.end()
  const silent = performance.now()
  await until(look, ({ state }) => state === 'lost' || state === 'waiting')
  expect(performance.now() - silent).toBeLessThan(10_000)
  startRunner(server, enrolled)
  await until(look, ({ state }) => state !== 'lost')
})

test('an invitation lets one runner in, once, and a runner speaks only of its own runs', async () => {
  const server = await serve()
  const one = await enrol(server, 'one')
  const two = await enrol(server, 'two')
  const again = await fetch(`${server.url}/api/v1/runner/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: one.invitation, version: '1', host: 'thief' }),
  })
  expect(again.status).toBe(401)
  startRunner(server, one)
  const { id } = await server.ask('ana', 'POST', '/runs', wish('look', { runner: 'one' }))
  await until(
    () => server.ask('ana', 'GET', `/runs/${id}`),
    ({ state }) => state === 'finished',
  )
  const forged = await serverLink(server.url, two.token, new AbortController().signal).ask(`/runs/${id}/journal`, {
    from: 1,
    lines: ['{}'],
  })
  expect(forged?.status).toBe(404)
})

test('a journal that does not follow from what is here is refused', async () => {
  const server = await serve()
  const runner = await enrol(server)
  const link = serverLink(server.url, runner.token, new AbortController().signal)
  const { id } = await server.ask('ana', 'POST', '/runs', wish('look'))
  await link.ask('/listen', { version: '1', free: 1, runs: {} })
  expect((await link.ask(`/runs/${id}/journal`, { from: 3, lines: ['{}'] }))?.status).toBe(409)
  expect((await link.ask(`/runs/${id}/journal`, { from: 1, lines: ['{"seq":1,"prev":"x"}'] }))?.status).toBe(422)
})
