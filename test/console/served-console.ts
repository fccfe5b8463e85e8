/** The whole server with the built console, people who are signed in, and alerts that fire. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import type { Role } from '../../src/kit/permission.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { served } from '../journeys/served.ts'
import { fromOurPage } from '../security/principals.ts'
import { type Look, openPage } from './browser.ts'

const BUILT = join(import.meta.dirname, '../../dist/web')

const PAGE = `# Shop

## Restart the checkout

**Alert**: \`CheckoutSlow\`

1. Restart it.

   \`\`\`bash
   echo restarted
   \`\`\`
`

export async function servedConsole(browser: Browser) {
  if (!existsSync(join(BUILT, 'index.html'))) throw new Error('the console is not built: npm run build')
  const server = await served('', { console: BUILT, page: PAGE })
  const { url, host, db } = server
  const { key } = await server.integration('alertmanager-webhook')
  /** One alert that fires; critical ones become incidents. */
  const fire = async (labels: Record<string, string>, summary: string) => {
    const alert = { status: 'firing', labels, annotations: { summary }, startsAt: new Date().toISOString() }
    const answer = await fetch(`${url}/intake/alertmanager-webhook/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: '4', groupKey: '{}', status: 'firing', receiver: 'opsbook', alerts: [alert] }),
    })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  }
  /** Somebody with a browser of their own. */
  const person = async (login: string, look: Look = {}, role: Role = 'operator') => {
    const begun = await addPerson(deskOn(db), login, role)
    const opened = await openPage(browser, look)
    onTestFinished(() => opened.context.close())
    opened.page.setDefaultTimeout(30_000)
    await opened.context.addCookies([{ name: 'opsbook', value: reveal(begun.secret), url }])
    const headers = fromOurPage(host, begun)
    const api = async <Answer>(path: string): Promise<Answer> => {
      const answer = await fetch(`${url}/api/v1${path}`, { headers })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Answer
    }
    return { ...opened, api, go: (path: string) => opened.page.goto(url + path) }
  }
  return { url, fire, person }
}
