/** From the alert to resolved, as tired people do it: by touch, by keyboard, two at once, without a network. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../journeys/served.ts'
import { CHROMIUM, openBrowser } from './browser.ts'
import { servedConsole } from './served-console.ts'

interface Entry {
  readonly type: string
  readonly by: string
  readonly text: string | null
}

const LABELS = { alertname: 'CheckoutSlow', severity: 'critical', service: 'checkout' }
const SUMMARY = 'Checkout is slow for everybody'

describe.skipIf(CHROMIUM === undefined)('responding in the console', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
  })

  type Person = Awaited<ReturnType<Awaited<ReturnType<typeof servedConsole>>['person']>>
  const entries = async ({ api }: Person, type: string) =>
    (await api<{ items: Entry[] }>('/incidents/1/timeline?limit=500')).items.filter((entry) => entry.type === type)
  const incidentIsThere = ({ api }: Person) =>
    until(
      () => api<{ items: { number: number }[] }>('/incidents?active=true'),
      ({ items }) => items.length === 1,
    )
  const header = (page: Page) => page.locator('.incident-header')

  test('by touch on a phone: alert, incident, ack, note, resolve, and back again', async () => {
    const { fire, person } = await servedConsole(browser)
    const ana = await person('ana', { width: 390, height: 844, touch: true })
    const { page } = ana
    await fire(LABELS, SUMMARY)
    await incidentIsThere(ana)

    await ana.go('/')
    await page.getByRole('link', { name: 'Alerts' }).last().tap()
    await page.getByRole('link', { name: SUMMARY }).tap()
    await page.getByText('Because the procedure names the alert CheckoutSlow').waitFor()
    await page.getByRole('list', { name: 'Incidents it belongs to' }).getByRole('link').tap()

    await page.getByRole('button', { name: 'Ack', exact: true }).tap()
    await header(page).getByText('you', { exact: true }).waitFor()
    expect(await entries(ana, 'acknowledged')).toMatchObject([{ by: 'ana' }])

    await page.getByRole('tab', { name: 'Timeline' }).tap()
    await page.getByRole('textbox', { name: 'Note' }).fill('The disk of db-1 is full')
    await page.getByRole('button', { name: 'Add note' }).tap()
    await page.getByRole('list', { name: 'Timeline' }).getByText('The disk of db-1 is full').waitFor()

    await page.getByRole('button', { name: 'Resolve', exact: true }).tap()
    const summary = page.getByRole('dialog').getByRole('textbox')
    expect(await summary.inputValue()).toMatch(/Acked by ana after .*\nAlert CheckoutSlow: still fires\./)
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).tap()
    await header(page).getByText('resolved').waitFor()
    expect((await entries(ana, 'resolved'))[0]?.text).toContain('Acked by ana')

    await page.getByRole('button', { name: 'Undo' }).tap()
    await header(page).getByText('resolved').waitFor({ state: 'detached' })
    expect(await entries(ana, 'reopened')).toHaveLength(1)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(ana.complaints).toEqual([])
  })

  test('by keyboard only: alert, incident, ack, note, resolve', async () => {
    const { fire, person } = await servedConsole(browser)
    const ana = await person('ana')
    const { page } = ana
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    /** Goes on with Tab until that is focused; a page may still be building itself. */
    const tabTo = (name: RegExp) =>
      until(
        async () => {
          const focused = await page.evaluate<string>('document.activeElement?.closest("a, button")?.textContent ?? ""')
          if (!name.test(focused)) await page.keyboard.press('Tab')
          return focused
        },
        (focused) => name.test(focused),
      )
    await fire(LABELS, SUMMARY)
    await incidentIsThere(ana)

    await ana.go('/')
    await page.getByRole('heading', { name: 'My shift' }).waitFor()
    await press('g', 'a')
    await page.getByRole('link', { name: SUMMARY }).waitFor()
    await press('j', 'o')
    await page.getByRole('list', { name: 'Incidents it belongs to' }).waitFor()
    await tabTo(/Incident 1/)
    await press('Enter')
    await header(page).waitFor()
    await press('a')
    await header(page).getByText('you', { exact: true }).waitFor()

    await press('n')
    await page.getByRole('textbox', { name: 'Note' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('a and r are words here, not keys')
    await press('Control+Enter')
    await page.getByRole('list', { name: 'Timeline' }).getByText('a and r are words here').waitFor()

    await press('Tab', 'r')
    await page.getByRole('dialog').getByRole('textbox').waitFor()
    await tabTo(/^Resolve$/)
    await press('Enter')
    await header(page).getByText('resolved').waitFor()
    expect(await entries(ana, 'acknowledged')).toHaveLength(1)
    expect(await entries(ana, 'noted')).toMatchObject([{ text: 'a and r are words here, not keys' }])
    expect(await entries(ana, 'resolved')).toHaveLength(1)
    expect(ana.complaints).toEqual([])
  })

  test('two at once see what the other does; what comes meanwhile moves nothing', async () => {
    const { fire, person } = await servedConsole(browser)
    const [ana, ben] = [await person('ana'), await person('ben', { width: 390, height: 844, touch: true })]
    await fire(LABELS, SUMMARY)
    await incidentIsThere(ana)
    await Promise.all([ana.go('/alerts'), ben.go('/incidents/1')])
    await ana.page.getByRole('link', { name: SUMMARY }).waitFor()
    await ben.page.getByRole('button', { name: 'Ack', exact: true }).waitFor()
    await ana.page.getByText('live', { exact: true }).waitFor()
    await ben.page.getByText('live', { exact: true }).waitFor()

    // Whoever acks the alert has its incident.
    await ana.page.getByRole('button', { name: 'Ack', exact: true }).click()
    await header(ben.page).getByText('ana', { exact: true }).waitFor()
    expect(await ben.page.getByRole('button', { name: 'Ack', exact: true }).count()).toBe(0)

    const before = await ana.page.getByRole('link', { name: SUMMARY }).boundingBox()
    await fire({ alertname: 'Other', severity: 'warning', service: 'search' }, 'Search is slow')
    await ana.page.getByRole('button', { name: '1 new, show' }).waitFor()
    expect(await ana.page.getByRole('link', { name: SUMMARY }).boundingBox()).toEqual(before)
    expect(await ana.page.getByRole('link', { name: 'Search is slow' }).count()).toBe(0)
    await ana.page.getByRole('button', { name: '1 new, show' }).click()
    await ana.page.getByRole('link', { name: 'Search is slow' }).waitFor()

    await ana.go('/incidents/1')
    await header(ana.page).getByText('you', { exact: true }).waitFor()
    await ben.page.getByRole('button', { name: 'Resolve', exact: true }).tap()
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).tap()
    await header(ana.page).getByText('resolved').waitFor()
    expect([...ana.complaints, ...ben.complaints]).toEqual([])
  })

  test('an ack without a network waits, says so, survives a lost answer and a reload, and is sent once', async () => {
    const { fire, person } = await servedConsole(browser)
    const ana = await person('ana', { width: 390, height: 844, touch: true })
    const { page, context } = ana
    await fire(LABELS, SUMMARY)
    await incidentIsThere(ana)
    await ana.go('/incidents/1')
    const ack = page.getByRole('button', { name: 'Ack', exact: true })
    await ack.waitFor()

    await context.setOffline(true)
    await ack.tap()
    await page.getByText('Not sent yet: no connection.').waitFor()
    expect(await entries(ana, 'acknowledged')).toEqual([])

    // The first one arrives, but its answer does not; then somebody reloads.
    let lost = 0
    await page.route('**/acknowledge', async (route) => {
      if (lost++ > 0) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await context.setOffline(false)
    await until(
      () => entries(ana, 'acknowledged'),
      ({ length }) => length === 1,
    )
    await page.reload()
    await header(page).getByText('you', { exact: true }).waitFor()
    await until(
      () => page.evaluate<string>('localStorage.getItem("opsbook.acts") ?? "[]"'),
      (acts) => acts === '[]',
    )
    expect(lost).toBeGreaterThan(1)
    expect(await entries(ana, 'acknowledged')).toHaveLength(1)
  })
})
