/** The JSON of every command that talks to a server keeps its published schema: the real command line at the real server. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { served } from './serving.ts'

const PAGE = '# Shop\n\n## Restart the checkout\n\n**Alert**: `CheckoutSlow`\n\n```bash\necho restarted\n```\n'

test('--json of the commands of a server keeps its contract', { timeout: 300_000 }, async () => {
  const house = await served({ 'shop.md': PAGE })
  const seen = new Map<string, number>()
  const json = async (contract: string, args: readonly string[], code = 0) => {
    const outcome = await house.cli([...args, '--json'])
    expect({ args, code: outcome.code, stderr: outcome.stderr }).toMatchObject({ args, code })
    const value = JSON.parse(outcome.stdout)
    expectContract(contract, value)
    expect(value.schema).toBe(`opsbook.${contract}/v1`)
    seen.set(contract, (seen.get(contract) ?? 0) + 1)
    return value
  }

  const { incident } = await json('incident', [
    'incident',
    'open',
    'checkout is slow',
    '--severity',
    'P1',
    '--service',
    'checkout',
  ])
  const number = String(incident.number)
  await json('incident', ['incident', 'note', number, 'the disk of db-1 is full'])
  await json('incident', ['incident', 'assign', number])
  await json('incident', ['incident', 'update', number, '--severity', 'P0', '--why', 'all users'])
  await json('incident', ['incident', 'open', 'queue is full', '--severity', 'P2'])
  await json('incident', ['incident', 'link', number, '2', '--relation', 'caused-by'])
  const { key } = await json('integration', ['integration', 'add', 'pagerduty', '--dialect', 'pagerduty-events'])
  const told = await fetch(`${house.url}/v2/change/enqueue`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ routing_key: key, payload: { summary: 'deployed v7', source: 'ci' } }),
  })
  expect(told.status).toBe(202)
  const viewed = await json('incident', ['incident', 'view', number])
  expect(viewed.changes).toMatchObject([{ summary: 'deployed v7' }])
  expect(viewed.suggestions.length + viewed.timeline.length).toBeGreaterThan(3)
  await json('incident', ['incident', 'export', number])
  await json('incident', ['incident', 'resolve', number, 'more disk'])
  await json('incidents', ['incident', 'list', '--all'])

  await json('integrations', ['integration', 'list'])
  await json('integration', ['integration', 'disable', 'pagerduty'])

  await json('auth', ['auth', 'status'])
  const { id } = await json('token', ['auth', 'token', 'create', 'ci', '--scope', 'alert:write', '--days', '3'])
  await json('tokens', ['auth', 'token', 'list'])
  await json('token', ['auth', 'token', 'revoke', id])

  await json('runners', ['runner', 'status'])
  const invitation = await json('runner-invitation', ['runner', 'invite', 'other'])
  expect(invitation.token).toMatch(/^obe_/)
  const [{ name }] = (await json('runners', ['runner', 'status'])).runners
  await json('runner', ['runner', 'drain', name])
  await json('runner', ['runner', 'drain', name, '--undo'])
  const invited = join(house.folder, 'invitation')
  writeFileSync(invited, invitation.token)
  await json('runner', [
    ...['runner', 'enroll', '--server', house.url, '--token-file', invited, '--home', join(house.folder, 'other')],
  ])

  await json('audit', ['audit', 'tail', '--limit', '50'])
  const anchors = join(house.folder, 'anchors')
  await json('audit-anchor', ['audit', 'anchor', anchors])
  await json('audit-verify', ['audit', 'verify', '--anchors', anchors])

  await json('server-status', ['server', 'status'])
  await json('runs', ['runs', 'list', '--on-server'])

  const password = join(house.folder, 'password')
  await json('auth', ['auth', 'login', '--server', house.url, '--login', 'ana', '--password-file', password])
  await json('auth', ['auth', 'logout'])
  await json('auth', ['auth', 'logout'])
  expect([...seen.keys()].sort()).toEqual([
    ...['audit', 'audit-anchor', 'audit-verify', 'auth', 'incident', 'incidents', 'integration', 'integrations'],
    ...['runner', 'runner-invitation', 'runners', 'runs', 'server-status', 'token', 'tokens'],
  ])
})
