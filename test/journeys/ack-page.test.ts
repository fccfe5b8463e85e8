/** A phone at night: Chromium without scripts opens the link of a page and presses one button. `OPSBOOK_TEST_PICTURES` keeps what it saw. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findIncident } from '../../src/response/incident/store.ts'
import { ackServer } from '../ack-server.ts'
import { hasChromium, scriptlessBrowser } from '../scriptless-browser.ts'

const PICTURES = process.env.OPSBOOK_TEST_PICTURES

test.runIf(hasChromium)('a browser without scripts acknowledges with one press', { timeout: 120_000 }, async () => {
  const { link, db, incident } = await ackServer()
  const browser = await scriptlessBrowser()
  const keep = async (name: string) => {
    if (PICTURES !== undefined) await browser.picture(join(PICTURES, `${name}.png`))
  }
  for (const [width, height] of [
    [320, 560],
    [390, 844],
    [1280, 900],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      await browser.look(width, height, scheme)
      await browser.open(link('ana'))
      await keep(`called-${width}-${scheme}`)
      expect(await browser.contentWidth()).toBeLessThanOrEqual(width)
      for (const act of ['acknowledge', 'escalate', 'decline']) {
        const size = await browser.size(`button[value=${act}]`)
        expect(size.height).toBeGreaterThanOrEqual(48)
        expect(size.width).toBeGreaterThanOrEqual(120)
      }
    }
  expect((await findIncident(db, incident))!.status).toBe('open')
  await browser.look(390, 844, 'dark')
  await browser.open(link('ana'))
  await browser.press('button[value=acknowledge]')
  expect(await browser.text('[role=status]')).toContain('You have it.')
  expect(await findIncident(db, incident)).toMatchObject({ status: 'acknowledged', acknowledgedBy: { name: 'ana' } })
  await keep('yours')
  await browser.open(link('cy'))
  await keep('taken')
  expect(await browser.text('[role=status]')).toContain('ana has it')
  await browser.press('button[value=join]')
  expect(await browser.text('[role=status]')).toContain('You are in.')
})
