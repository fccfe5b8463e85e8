import fc from 'fast-check'
import { expect, test } from 'vitest'
import { whyNotTo } from './address-rule.ts'

const PUBLIC = ['1.1.1.1', '93.184.215.14', '2606:4700::1111', '2a00:1450:4001::5', '64:ff9b::101:101']
const PRIVATE = [
  ...[
    '127.0.0.1',
    '127.255.255.254',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
  ],
  ...[
    '192.0.0.1',
    '192.0.2.1',
    '::1',
    'fc00::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '2001:db8::1',
  ],
  ...[
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378::1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::ffff:0:10.0.0.1',
  ],
]
const LINK_LOCAL = ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', '::ffff:169.254.1.1', 'fec0::1']
const NEVER = [
  ...[
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    'fd00:ec2::254',
    '100.100.100.200',
  ],
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::ffff:0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    'ff02::1',
    '168.63.129.16',
  ],
]
const EVERYTHING = ['0.0.0.0/0', '::/0']

test.each(PUBLIC)('%s is for everybody', (address) => expect(whyNotTo(address, 'entered', [])).toBeUndefined())
test.each(PRIVATE)('%s is for the settings alone, or opened by them', (address) => {
  expect(whyNotTo(address, 'entered', [])).toMatch(/private|no machine/)
  expect(whyNotTo(address, 'settings', [])).toBeUndefined()
  expect(whyNotTo(address, 'entered', EVERYTHING)).toBeUndefined()
})
test.each(LINK_LOCAL)('%s has to be opened, even for the settings', (address) => {
  expect(whyNotTo(address, 'settings', [])).toMatch(/link-local/)
  expect(whyNotTo(address, 'entered', EVERYTHING)).toBeUndefined()
})
test.each(NEVER)('%s is for nobody', (address) => {
  expect(whyNotTo(address, 'settings', EVERYTHING)).toMatch(/metadata|not the address of one machine/)
})
test('a range opens itself and nothing beside it', () => {
  expect(whyNotTo('10.20.3.4', 'entered', ['10.20.0.0/16'])).toBeUndefined()
  expect(whyNotTo('::ffff:10.20.3.4', 'entered', ['10.20.0.0/16'])).toBeUndefined()
  expect(whyNotTo('10.21.3.4', 'entered', ['10.20.0.0/16'])).toMatch(/private/)
  expect(whyNotTo('fd00::7', 'entered', ['fd00::7'])).toBeUndefined()
  expect(whyNotTo('fd00::8', 'entered', ['fd00::7'])).toMatch(/private/)
})
test('what is no address is refused', () => {
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', '[::1]', '0x7f.1'])
    expect(whyNotTo(text, 'settings', EVERYTHING)).toMatch(/is no address/)
})
test('an address of version 4 is judged alike in every form of version 6', () =>
  fc.assert(
    fc.property(fc.ipV4(), (four) => {
      const [a, b, c, d] = four.split('.').map(Number) as [number, number, number, number]
      const pair = (high: number, low: number) => ((high << 8) | low).toString(16)
      const hex = `${pair(a, b)}:${pair(c, d)}`
      const verdict = whyNotTo(four, 'entered', []) === undefined
      for (const form of [`::ffff:${four}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`])
        expect({ form, verdict: whyNotTo(form, 'entered', []) === undefined }).toEqual({ form, verdict })
    }),
    { numRuns: 2_000 },
  ))
