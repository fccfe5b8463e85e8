import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { opsbook } from './run-opsbook.ts'

const importing = async (text: string, ...more: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'alertmanager.yml'), text)
  const at = { cwd: folder }
  return { folder, at, ...(await opsbook(['config', 'import', 'alertmanager.yml', ...more], at)) }
}

const ROUTES = `route: { receiver: team, group_by: [alertname], routes: [{ receiver: db, matchers: ['service="db"'] }] }
receivers:
  - { name: team, webhook_configs: [{ url: http://127.0.0.1:9/hook }] }
  - { name: db, slack_configs: [{ channel: '#db' }] }
`

test('a working alertmanager.yml becomes settings that are right, and what has no effect is said', async () => {
  const { folder, at, code, stdout, stderr } = await importing(ROUTES)
  expect({ code, slack: stderr.includes('slack_configs') }).toEqual({ code: 0, slack: true })
  writeFileSync(join(folder, 'opsbook.yaml'), stdout)
  expect(await opsbook(['config', 'path'], at)).toMatchObject({ code: 0, stdout: 'opsbook.yaml\n' })
  const asJson = await importing(ROUTES, '--json')
  expect(JSON.parse(asJson.stdout)).toMatchObject({ alerting: { route: { receiver: 'team' } }, unused: [{}] })
})

test('a file Alertmanager would refuse is refused with every problem', async () => {
  const refused = await importing('route: { receiver: nobody, group_wait: soon }\nreceivers: []\n')
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('group_wait')
})
