import { expect, test } from 'vitest'
import { webLink } from './web-link.ts'

test('pages of the web stay', () => {
  expect(webLink('https://grafana.example/d/1?x=y')).toBe('https://grafana.example/d/1?x=y')
  expect(webLink('HTTP://host:9090')).toBe('http://host:9090/')
})
test('everything else goes', () => {
  for (const text of [
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' data:text/html,x',
    '/graph',
    'https://a:b@host/',
    `https://x/${'y'.repeat(3000)}`,
    '',
  ])
    expect(webLink(text)).toBeUndefined()
})
