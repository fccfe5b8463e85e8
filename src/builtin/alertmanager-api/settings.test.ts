import { expect, test } from 'vitest'
import { settingsOf } from './settings.ts'

const timeout = (settings: unknown, ofBook?: number) =>
  settingsOf({ settings, ...(ofBook === undefined ? {} : { resolveTimeoutMs: ofBook }) }).resolveTimeoutMs

test('an alert without an end: the integration decides, then the book, then five minutes as in Alertmanager', () => {
  expect(timeout({ resolveTimeout: '1m' }, 600_000)).toBe(60_000)
  expect(timeout({}, 600_000)).toBe(600_000)
  expect(timeout(undefined, 600_000)).toBe(600_000)
  expect(timeout({})).toBe(300_000)
  expect(timeout({ resolveTimeout: 'soon' }, 600_000)).toBe(600_000)
})
