/** `opsbook auth` and `opsbook audit`, as processes, against a server on loopback. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { auditRoutes } from '../../src/audit/routes.ts'
import { buildServer } from '../../src/http/server.ts'
import { authenticate } from '../../src/identity/authenticate/actions.ts'
import { identityRoutes } from '../../src/identity/routes.ts'
import { createTeam } from '../../src/identity/team/actions.ts'
import { asker, firstAdmin, PASSWORD, testDesk } from '../identity-desk.ts'
import { opsbook } from './run-opsbook.ts'

async function house() {
  const desk = await testDesk()
  await firstAdmin(desk)
  const app = buildServer({
    ...{ routes: [...identityRoutes(desk), ...auditRoutes({ db: desk.db })], capacity: 100, secure: false },
    ...{ trustedProxies: [], hosts: { names: new Set<string>() }, onError: () => undefined },
    authentication: { user: (facts) => authenticate(desk, facts), runner: async () => ({ reason: 'missing' }) },
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const home = await mkdtemp(join(tmpdir(), 'opsbook-auth-'))
  onTestFinished(async () => {
    await app.close()
    await rm(home, { recursive: true })
  })
  await writeFile(join(home, 'password'), `${PASSWORD}\n`, { mode: 0o600 })
  const run = (...args: string[]) => opsbook(args, { cwd: home, env: { HOME: home, OPSBOOK_SERVER: url } })
  const signIn = () => run('auth', 'login', '--login', 'ana', '--password-file', 'password')
  return { desk, url, home, run, signIn, close: () => app.close() }
}

test('sign in, look, make a token, end it, sign out', async () => {
  const { home, url, run, signIn } = await house()
  expect(await run('auth', 'status')).toMatchObject({ code: 4 })
  expect(await signIn()).toMatchObject({ code: 0, stdout: expect.stringContaining('Ana (admin)') })
  const kept = join(home, '.config/opsbook/credentials.json')
  expect((await stat(kept)).mode & 0o777).toBe(0o600)
  expect((await stat(join(home, '.config/opsbook'))).mode & 0o777).toBe(0o700)
  const status = JSON.parse((await run('auth', 'status', '--json')).stdout)
  expect(status).toMatchObject({ schema: 'opsbook.auth/v1', server: url, user: { login: 'ana' }, by: 'session' })
  const made = await run('auth', 'token', 'create', 'ci', '--scope', 'alert:write', '--days', '7')
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^obk_[a-z2-7]{74}\n$/) })
  await writeFile(join(home, 'token'), made.stdout)
  const asToken = await run('auth', 'status', '--token-file', 'token', '--json')
  expect(JSON.parse(asToken.stdout)).toMatchObject({ by: 'token', token: { name: 'ci' } })
  const listed = JSON.parse((await run('auth', 'token', 'list', '--json')).stdout)
  expect(listed.tokens).toMatchObject([{ name: 'ci', scope: ['alert:write'], revokedAt: null }])
  expect(await run('auth', 'token', 'revoke', listed.tokens[0].id)).toMatchObject({ code: 0 })
  expect(await run('auth', 'status', '--token-file', 'token')).toMatchObject({ code: 4 })
  const session = JSON.parse(await readFile(kept, 'utf8')).servers[url].token
  expect(await run('auth', 'logout')).toMatchObject({ code: 0, stdout: expect.stringContaining('signed out') })
  expect(await readFile(kept, 'utf8')).not.toContain(session)
  await writeFile(join(home, 'session'), session)
  expect(await run('auth', 'status', '--token-file', 'session'), 'ended at the server too').toMatchObject({ code: 4 })
})

test('what goes wrong says so, and keeps nothing', async () => {
  const { home, run, signIn, close } = await house()
  await writeFile(join(home, 'wrong'), 'not the password')
  const wrong = await run('auth', 'login', '--login', 'ana', '--password-file', 'wrong')
  expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining('login/wrong') })
  expect(await run('auth', 'login')).toMatchObject({ code: 2, stderr: expect.stringContaining('--login') })
  expect(await run('auth', 'login', '--login', 'ana')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--password-file'),
  })
  expect(await run('auth', 'login', '--login', 'ana', '--password', 'x')).toMatchObject({ code: 2 })
  await expect(stat(join(home, '.config'))).rejects.toThrow('ENOENT')
  await signIn()
  expect(await run('auth', 'token', 'create', 'x', '--scope', 'everything')).toMatchObject({ code: 2 })
  await close()
  expect(await run('auth', 'status')).toMatchObject({ code: 9 })
  expect(await run('auth', 'logout')).toMatchObject({ code: 9, stderr: expect.stringContaining('could not be told') })
  expect(JSON.parse(await readFile(join(home, '.config/opsbook/credentials.json'), 'utf8'))).toEqual({ servers: {} })
})

test('the audit is read, anchored, taken along and verified; who changes it is told by exit code 3', async () => {
  const { desk, home, run, signIn } = await house()
  await signIn()
  for (const name of ['storage', 'network\u001b[31m', 'desk']) await createTeam(desk, asker(), name)
  const tail = await run('audit', 'tail', '--limit', '3')
  expect(tail.stdout.split('\n')).toHaveLength(4)
  expect(tail.stdout).not.toContain('\u001b[31m')
  expect(await run('audit', 'anchor', 'anchors')).toMatchObject({ code: 0 })
  expect(await run('audit', 'export', 'audit.ndjson')).toMatchObject({ code: 0 })
  const verified = await run('audit', 'verify', '--anchors', 'anchors', '--json')
  expect(JSON.parse(verified.stdout)).toMatchObject({
    schema: 'opsbook.audit-verify/v1',
    ok: true,
    records: 6,
    anchored: 6,
  })
  expect(await run('audit', 'verify', '--file', 'audit.ndjson', '--anchors', 'anchors')).toMatchObject({ code: 0 })
  expect(await run('audit', 'verify', '--anchors', 'nothing')).toMatchObject({ code: 2 })
  const text = await readFile(join(home, 'audit.ndjson'), 'utf8')
  await chmod(join(home, 'audit.ndjson'), 0o600)
  await writeFile(join(home, 'audit.ndjson'), text.split('\n').slice(0, -2).join('\n'))
  const cut = await run('audit', 'verify', '--file', 'audit.ndjson', '--anchors', 'anchors')
  expect(cut).toMatchObject({ code: 3, stdout: expect.stringContaining('truncated') })
  await sql`alter table audit disable trigger audit_is_append_only`.execute(desk.db)
  await sql`delete from audit where seq > 4`.execute(desk.db)
  expect(await run('audit', 'verify')).toMatchObject({ code: 0 })
  expect(await run('audit', 'verify', '--anchors', 'anchors')).toMatchObject({ code: 3 })
  expect(await run('audit', 'anchor', 'anchors')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('audit/changed'),
  })
})
