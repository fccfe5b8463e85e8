import { expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { receiveAlerts } from '../../src/response/incident/alert/actions.ts'
import { incidentServer } from '../incident-server.ts'

const SHOP =
  '# Shop\n\n## Restart the checkout\n\n**Alert**: `CheckoutSlow`\n\n```bash\nkubectl -n <namespace> rollout restart deploy/<name>\n```\n'

async function commandLine() {
  const { app, desk } = await incidentServer({ 'docs/shop.md': SHOP })
  const server = await app.listen({ host: '127.0.0.1', port: 0 })
  const incident = async (args: string[], { name = 'Ana', columns = 100 } = {}) => {
    const out = { code: 0, stdout: '', stderr: '' }
    out.code = await main(['incident', ...args], {
      cwd: '/',
      env: { OPSBOOK_SERVER: server, OPSBOOK_TOKEN: name, LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
      stdout: { columns, write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
    })
    return out
  }
  return { incident, desk }
}

test('an incident handled from the command line', async () => {
  const { incident } = await commandLine()
  const good = async (...args: string[]) => {
    const { code, stdout, stderr } = await incident(args)
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
    return stdout
  }
  expect(await good('open', 'checkout is slow', '--severity', 'P1')).toMatch(
    /^! handled {3}#1 P1 checkout is slow\n.*Ana/,
  )
  await good('note', '1', 'the disk of db-1')
  await good('note', '#1', 'the disk of db-2', '--correct', '3', '--why', 'slip')
  expect(await good('update', 'INC-1', '--severity', 'P0', '--why', 'all users', '--post', 'We are on it')).toContain(
    '#1 P0',
  )
  await good('assign', '1')
  await good('assign', '1', 'ben', '--role', 'commander')
  expect((await incident(['assign', '1', '--accept'], { name: 'Ben' })).stdout).toContain('Ben')
  await good('open', 'queue is full', '--severity', 'P2')
  await good('link', '1', '2', '--relation', 'caused-by')
  const viewed = await good('view', '1')
  expect(viewed).toContain('commander: Ben')
  expect(viewed).toContain('the disk of db-2')
  expect(viewed).not.toContain('the disk of db-1')
  expect(await good('resolve', '1', 'more disk')).toContain('resolved')
  expect(await good('list')).not.toContain('checkout')
  expect((await good('list', '--all', '--plain')).split('\n').map((line) => line.split('\t')[0])).toEqual([
    '2',
    '1',
    '',
  ])
  expect(JSON.parse(await good('view', '1', '--json=incident')).incident).toMatchObject({
    number: 1,
    status: 'resolved',
  })
  expect(await good('export', '1')).toMatch(/^# Incident 1: checkout is slow\n/)
})

test.each<[string[], number, string]>([
  [['view', 'nine'], 2, 'names no incident'],
  [['view', '999'], 5, 'nothing with this incident'],
  [['open', 'x', '--severity', 'awful'], 2, 'There are P0 ('],
  [['note', '1', 'x', '--correct', '3'], 2, 'says why'],
  [['update', '1'], 2, 'nothing is to be changed'],
  [['assign', '1', 'ben', '--accept'], 2, 'exclude each other'],
  [['assign', '1', 'zoe'], 2, 'nobody called "zoe"'],
  [['assign', '1', '--accept'], 5, 'not offered'],
  [['link', '1', '1', '--merge'], 5, 'merged into itself'],
])('%j exits %i and says why', async (args, code, said) => {
  const { incident } = await commandLine()
  await incident(['open', 'x', '--severity', 'P3'])
  const outcome = await incident(args)
  expect({ args, code: outcome.code, stdout: outcome.stdout }).toEqual({ args, code, stdout: '' })
  expect(outcome.stderr).toContain(said)
})

test('who only looks on changes nothing', async () => {
  const { incident } = await commandLine()
  const refused = await incident(['open', 'x', '--severity', 'P3'], { name: 'Vera' })
  expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('incident:write')])
  expect(await incident(['list'], { name: 'Vera' })).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('nothing has to be handled'),
  })
})

test('what may help is there to be copied, safe from what the alert says, in a narrow terminal too', async () => {
  const { incident, desk } = await commandLine()
  const labels = { alertname: 'CheckoutSlow', namespace: 'prod' }
  const summary = 'slow \u001b[31m$(reboot)'
  await receiveAlerts(desk, [{ id: 'a1', summary, severity: 'critical', labels, annotations: {}, group: 'g' }], {
    rules: [],
    reopenWithinMs: 0,
  })
  const { stdout } = await incident(['view', '1'], { columns: 40 })
  expect(stdout).toContain(
    '    opsbook run --incident 1 docs/shop.md#restart-the-checkout\n    by the alert: namespace is prod\n',
  )
  expect(stdout).toContain('asks for name')
  expect(stdout).not.toContain('\u001b[31m$')
  const wide = stdout.split('\n').filter((line) => line.length > 40 && !line.startsWith('    opsbook run'))
  expect(wide).toEqual([])
})
