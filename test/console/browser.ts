/** The system's Chromium for tests of the console: a fresh one per test file, nothing of a person's own. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Where Debian and others put it; `OPSBOOK_TEST_CHROMIUM` names another one. */
export const CHROMIUM = [process.env.OPSBOOK_TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
if (CHROMIUM === undefined)
  console.log('no Chromium is here (Debian: apt-get install chromium); tests of the console are skipped')

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const QUIET = ['--disable-background-networking', '--disable-component-update']

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM!, args: [...FLAGS, ...QUIET] })

export interface Look {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly touch?: boolean
  readonly javaScriptEnabled?: boolean
}

/** A context with one page in it; what the page complains about is collected. */
export async function openPage(
  browser: Browser,
  { width = 1280, height = 900, dark = false, touch = false, javaScriptEnabled = true }: Look = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    ...{ hasTouch: touch, isMobile: touch, javaScriptEnabled, reducedMotion: 'reduce', locale: 'en-GB' },
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

/** Signs in on the sign-in page that any address shows. */
export async function signIn(page: Page, url: string, { login, password }: { login: string; password: string }) {
  await page.goto(url)
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').first().waitFor()
}
