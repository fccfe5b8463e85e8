/** Runbooks and runs in the system's Chromium, on a real server with its own database and runner. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Cookie, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, type Served, served } from '../journeys/serving.ts'
import { GUARDED, HOSTILE, QUEUE, YAML } from './book-of-runs.ts'
import { CHROMIUM, openBrowser, openPage, signIn } from './browser.ts'

const SHOP = fileURLToPath(new URL('../../examples/shop', import.meta.url))
const LIMIT_MS = 90_000

describe.skipIf(CHROMIUM === undefined)('runs in the console', { timeout: LIMIT_MS }, () => {
  let server: Served
  let browser: Browser
  const ends: (() => unknown)[] = []
  /** Of people who have signed in before. */
  const cookies = new Map<string, Cookie[]>()

  beforeAll(async () => {
    const pages = { 'queue.md': QUEUE, 'guarded.md': GUARDED, 'hostile.md': HOSTILE }
    const onEnd = (work: () => unknown) => void ends.push(work)
    ;[server, browser] = await Promise.all([served(pages, YAML, { from: SHOP, onEnd }), openBrowser()])
    await addPerson('ben')
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    for (const end of ends.reverse()) await end()
  }, LIMIT_MS)

  async function addPerson(login: string): Promise<void> {
    const { link } = await server.api<{ link: string }>('POST', '/users', { login, name: 'Ben', role: 'operator' })
    const response = await fetch(`${server.url}/api/v1/auth/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('#')[1], password: PASSWORD, keep: 'token' }),
    })
    expect(response.status).toBe(201)
  }

  async function signedIn(login = 'ana', look: Parameters<typeof openPage>[1] = {}) {
    const opened = await openPage(browser, look)
    opened.page.setDefaultTimeout(30_000)
    const known = cookies.get(login)
    if (known) await opened.context.addCookies(known)
    else {
      await signIn(opened.page, server.url, { login, password: PASSWORD })
      cookies.set(login, await opened.context.cookies())
    }
    return opened
  }

  const goTo = async (page: Page, path: string) => {
    await page.goto(server.url + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  const file = (name: string) => {
    try {
      return readFileSync(join(server.folder, 'book', name), 'utf8')
    } catch {
      return ''
    }
  }
  const stepOf = (page: Page, title: string) => page.getByRole('region', { name: title })

  test('a book is found, a step is read in place, and another one changes something only when it is held', async () => {
    const { page, context, complaints } = await signedIn()
    await goTo(page, '/runbooks')
    await page.keyboard.press('/')
    await page.keyboard.type('worker is down')
    await page
      .getByRole('link', { name: /Worker Down/ })
      .first()
      .waitFor()
    await goTo(page, '/runbooks/docs/queue.md')
    const count = stepOf(page, 'Step 1: Count it.')
    await count.getByRole('button', { name: 'Run' }).click()
    await count.getByText('Succeeded').waitFor()
    await count.getByText('as expected').waitFor()
    // The colour is one of ours; the escape that made it is nowhere.
    expect(await count.locator('.sgr-fg-green').textContent()).toBe('3 waiting')

    const empty = stepOf(page, 'Step 1: Empty it.')
    const hold = empty.getByRole('button', { name: 'Hold to run' })
    // A tap asks instead of running.
    await hold.click()
    await empty.getByRole('button', { name: 'Run: Empty it.' }).waitFor()
    await empty.getByRole('button', { name: 'Leave it' }).click()
    expect(await page.locator('[data-run]').count()).toBe(1)
    await hold.hover()
    await page.mouse.down()
    await empty.locator('[data-run]').waitFor()
    await page.mouse.up()
    await empty.getByText('Succeeded').waitFor()
    expect(file('cleared.txt')).toBe('cleared\n')

    // By keys alone: the button asks, the question has the focus, Enter answers it.
    await hold.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Run: Empty it.')
    await page.keyboard.press('Enter')
    await expect.poll(() => file('cleared.txt'), { timeout: 30_000 }).toBe('cleared\ncleared\n')
    expect(complaints.filter((each) => !each.includes('401'))).toEqual([])
    await context.close()
  })

  test('a page of the shop fails on a phone, says why, and asks what now', async () => {
    const { page, context } = await signedIn('ana', { width: 390, height: 844, touch: true })
    await goTo(page, '/runbooks/docs/operations/runbooks/worker.md')
    const check = stepOf(page, 'Step 3: Rule out bad settings')
    await check.getByRole('button', { name: 'Hold to run' }).tap()
    await check.getByRole('button', { name: /^Run: / }).tap()
    // This shop was never started, and the step says so instead of what the page expects.
    await check.getByText('The step failed. What now?').waitFor()
    await check.getByText('config invalid', { exact: false }).first().waitFor()
    // Nothing scrolls sideways on a phone.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await check.getByRole('button', { name: 'End as failed' }).tap()
    await check.locator('.status', { hasText: 'Failed' }).first().waitFor()
    await context.close()
  })

  test('a plan says what is missing and what would run; its run asks, and people see each other', async () => {
    const { page, context } = await signedIn()
    await goTo(page, '/plan?page=docs/queue.md&procedure=restart-a-pod')
    await page.getByRole('alert').getByText(/pod/).first().waitFor()
    expect(await page.getByRole('button', { name: 'Start the run' }).isDisabled()).toBe(true)
    await page.getByLabel('pod_name').fill("web-1'; rm -rf /")
    await page.getByText('OPSBOOK_PARAM_POD_NAME').first().waitFor()

    await goTo(page, '/plan?page=docs/queue.md&procedure=talk-to-the-team')
    await page.getByRole('button', { name: 'Start the run' }).click()
    await page.getByRole('heading', { name: 'Do this by hand, then say how it went' }).waitFor()
    const { page: other, context: others } = await signedIn('ben')
    await other.goto(page.url())
    await page.getByText('Also here: Ben').waitFor()
    await other.getByText('Also here: Ana').waitFor()
    await other.getByLabel('Note (goes into the record)').fill('told #shop')
    await other.getByRole('button', { name: 'Done' }).click()
    await page.getByText('Succeeded').first().waitFor()
    await page.getByText('told #shop').waitFor()
    await goTo(page, '/runs?outcome=succeeded')
    await page.getByRole('link', { name: /Talk to the Team/ }).waitFor()
    await Promise.all([context.close(), others.close()])
  })

  test('a guarded change waits for a second person, who sees the same plan', async () => {
    const { page, context } = await signedIn()
    await goTo(page, '/plan?page=docs/guarded.md&procedure=drop-the-cache')
    await page.getByRole('button', { name: 'Start the run' }).click()
    await page.getByRole('heading', { name: 'Needs approval' }).waitFor()
    await page.getByText(/You cannot approve it/).waitFor()
    const hash = (await page.locator('#needs-approval ~ p .hash').textContent()) ?? ''
    const { page: other, context: others } = await signedIn('ben')
    await goTo(other, '/approvals')
    await other.getByText('echo dropped >> dropped.txt').waitFor()
    expect(await other.locator('.plan .hash').textContent()).toBe(hash)
    await other.keyboard.press('y')
    await other.getByRole('dialog').getByLabel('Note (optional)').fill('looks right')
    expect(file('dropped.txt')).toBe('')
    await other.getByRole('button', { name: `Approve plan ${hash.slice(0, 8)}` }).click()
    const hold = page.getByRole('button', { name: 'Hold: Run' })
    await hold.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Run: Drop it.' }).click()
    await page.getByText('Succeeded').first().waitFor()
    expect(file('dropped.txt')).toBe('dropped\n')
    await other.getByText('Nothing waits for you.').waitFor()
    await Promise.all([context.close(), others.close()])
  })

  test('nobody knows what became of a step whose runner died, until somebody says', async () => {
    const { page, context } = await signedIn()
    await goTo(page, '/runbooks/docs/queue.md')
    const move = stepOf(page, 'Step 1: Move them to the other queue.')
    const hold = move.getByRole('button', { name: 'Hold to run' })
    await hold.focus()
    await page.keyboard.press('Enter')
    await move.getByRole('button', { name: /^Run: / }).click()
    await expect.poll(() => file('moved.txt'), { timeout: 30_000 }).toBe('begun\n')
    process.kill(runnerOf(server.process.pid!), 'SIGKILL')
    await move.getByRole('link', { name: 'Open the run' }).click()
    await page.getByRole('heading', { name: 'Unknown outcome: did it happen?' }).waitFor()
    await page.getByText('none of its processes is left').waitFor()
    await goTo(page, '/runs?outcome=unknown')
    await page.getByRole('link', { name: /Move the Orders/ }).click()
    await page.getByLabel('Note (goes into the record)').fill('looked into both queues')
    await page.getByRole('button', { name: 'It did not happen' }).click()
    await page.getByRole('heading', { name: 'The step failed. What now?' }).waitFor()
    await page.getByRole('button', { name: 'End as failed' }).click()
    await page.locator('.status', { hasText: 'Failed' }).first().waitFor()
    expect(file('moved.txt')).toBe('begun\n')
    await page.getByText('looked into both queues').waitFor()
    await context.close()
  })

  test('a page whose author means harm is only text', async () => {
    const { page, context, complaints } = await signedIn()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await goTo(page, '/runbooks/docs/hostile.md')
    const main = page.locator('main')
    const links = await main.locator('.page-text a').evaluateAll((all) => all.map((each) => each.getAttribute('href')))
    expect(links).toEqual(['https://evil.example/tracker.png', 'https://docs.example/page', 'mailto:ops@shop.example'])
    expect(await main.locator('.page-text :is(script, img, svg:not(.icon), iframe, b, style)').count()).toBe(0)
    const text = (await main.textContent()) ?? ''
    expect(text).not.toMatch(/[\u202e\u200b]/)
    expect(text).toContain('\\u{202e}')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    // A heading cannot take the place of our own root.
    expect(await page.evaluate("document.getElementById('app').contains(document.querySelector('main'))")).toBe(true)

    const say = page.locator('.step-panel').first()
    await say
      .getByRole('button', { name: /^(?:Run|Hold to run)/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    const confirm = say.getByRole('button', { name: /^Run: / })
    if (await confirm.isVisible().catch(() => false)) await confirm.click()
    await say.getByText('Succeeded').waitFor()
    const output = await say.locator('.last-lines').textContent()
    expect(output).toContain('<img src=x onerror=')
    expect(output).toContain('\\x1b]0;title\\x07 \\x1b[2J\\x1b[H \\u{202e}evil')
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([])
    expect(complaints.filter((each) => !each.includes('401'))).toEqual([])
    await context.close()
  })

  test('a log of a million lines opens at once and stays small', async () => {
    const wish = { page: 'docs/queue.md', procedure: 'print-a-lot', mode: 'interactive' }
    const { id } = await server.api<{ id: string }>('POST', '/runs', wish)
    const { page, context } = await signedIn()
    await goTo(page, `/runs/${id}`)
    for (const word of ['Start', 'Run']) {
      const button = page.getByRole('button', { name: new RegExp(`^(?:Hold: )?${word}$`) })
      const found = await Promise.race([
        button.waitFor().then(() => true),
        page
          .getByText('Succeeded')
          .first()
          .waitFor()
          .then(() => false),
      ])
      if (!found) break
      await button.focus()
      await page.keyboard.press('Enter')
      const confirm = page.getByRole('button', { name: /^Run: / })
      if (word === 'Run') await confirm.click()
    }
    await page.getByText('Succeeded').first().waitFor({ timeout: 60_000 })
    const log = page.getByRole('region', { name: 'Output, 1000000 lines' })
    await log.waitFor({ timeout: 60_000 })
    // Followed to its end while it came.
    await log.getByText('1000000', { exact: true }).first().waitFor()

    await goTo(page, '/runs')
    const opened: number[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      await page.getByRole('link', { name: /Print a Lot/ }).waitFor()
      opened.push(await page.evaluate<number>(MS_UNTIL_LINES))
      await page.goBack()
    }
    // The best of a few: others share this machine.
    expect(Math.min(...opened)).toBeLessThan(500)

    await page.getByRole('link', { name: /Print a Lot/ }).click()
    await log.waitFor()
    await page.getByRole('searchbox', { name: 'Search 1000000 lines' }).fill('777777')
    await page.keyboard.press('Enter')
    await log.locator('.is-marked').getByText('777777', { exact: true }).last().waitFor()
    for (const part of [0, 0.3, 0.6, 0.9, 0.1]) {
      await log.evaluate((box, at) => {
        box.scrollTop = (box.scrollHeight - box.clientHeight) * at
      }, part)
      await expect.poll(() => log.locator('.log-text').count(), { timeout: 30_000 }).toBeGreaterThan(15)
    }
    expect(await log.locator('.log-row').count()).toBeLessThan(200)
    const session = await context.newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
    expect(usedSize).toBeLessThan(200 * 1024 * 1024)
    process.stdout.write(
      `log of 1e6 lines: opens in ${opened.map(Math.round).join(', ')} ms, heap ${(usedSize / 1024 / 1024).toFixed(1)} MB\n`,
    )
    await context.close()
  })
})

/** In the page: opens the run from the list and waits until the lines in sight are there. */
const MS_UNTIL_LINES = `(async () => {
  const link = [...document.querySelectorAll('main a')].find(({ textContent }) => textContent.includes('Print a Lot'))
  const began = performance.now()
  link.click()
  while (document.querySelectorAll('.log-row .log-text').length < 15) await new Promise((resolve) => setTimeout(resolve, 5))
  return performance.now() - began
})()`

/** The runner that a server has started. */
function runnerOf(server: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  for (const pid of children) {
    try {
      const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
      if (Number(parent) === server && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0runner\0'))
        return Number(pid)
    } catch {
      // It has just ended.
    }
  }
  throw new Error('the server has no runner')
}
