import { expect, test } from 'vitest'
import { isAllowedHost } from './allowed-host.ts'

const rule = { names: new Set(['ops.example.org']) }

test.each([
  ['localhost:8080', true],
  ['127.0.0.1', true],
  ['127.8.8.8:1', true],
  ['[::1]:8080', true],
  ['OPS.example.org', true],
  ['ops.example.org.:443', true],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['ops.example.org.evil.example', false],
  ['127.0.0.1.nip.example', false],
  ['ops.example.org@evil', false],
  ['', false],
  [undefined, false],
  ['a b', false],
])('%s', (host, allowed) => expect(isAllowedHost(host, rule)).toBe(allowed))
