import { expect, test } from 'vitest'
import type { Threshold } from '../page.ts'
import { judge, readDirection } from './judge.ts'
import { readQuantity } from './quantity.ts'

type Cells = readonly [metric: string, target: string, warning: string, critical: string, alertIf?: string]

const row = ([metric, ...cells]: Cells): Threshold => {
  const limits = Object.fromEntries(
    ['target', 'warning', 'critical', 'alertIf'].flatMap((name, i) => {
      const quantity = readQuantity(cells[i] ?? '')
      return quantity ? [[name, quantity]] : []
    }),
  )
  return { metric, line: 1, section: '', direction: readDirection(metric, limits), ...limits }
}
const check = (cells: Cells, states: Readonly<Record<string, string>>) => {
  const threshold = row(cells)
  const read = Object.fromEntries(Object.keys(states).map((value) => [value, judge(threshold, Number(value))]))
  expect({ cells, ...read }).toEqual({ cells, ...states })
}

test('borders belong to the worse state, in both directions', () => {
  check(['Availability', '99.9%', '99%', '<99%'], {
    99.95: 'ok',
    99.9: 'ok',
    99.5: 'between',
    99: 'warning',
    98.9: 'critical',
  })
  check(['P95 Latency', '<100ms', '100-200ms', '>200ms'], { 99: 'ok', 100: 'warning', 200: 'warning', 201: 'critical' })
  check(['Error Rate', '<1%', '1-5%', '>5%'], { 0.9: 'ok', 1: 'warning', 5: 'warning', 5.1: 'critical' })
  check(['Cache Hit Rate', '>80%', '70-80%', '<70%'], { 81: 'ok', 80: 'warning', 70: 'warning', 69.9: 'critical' })
  check(['CPU Usage', '<70%', '70-85%', '>85%'], { 69: 'ok', 70: 'warning', 85: 'warning', 86: 'critical' })
  check(['Anything', '<70', '75-85', '>90'], { 70: 'between', 72: 'between', 87: 'between' })
})

test('bare numbers follow the direction', () => {
  check(['Disk', '', '80%', '90%'], { 50: 'ok', 80: 'warning', 90: 'critical' })
  check(['Free space', '', '20%', '10%'], { 50: 'ok', 20: 'warning', 10: 'critical' })
  check(['Memory', '<2GB', '', '', '>3.5GB'], { 1: 'ok', 3: 'between', 4: 'warning' })
  check(['Frobs', '', '', '5'], { 5: 'critical', 4: 'between' })
})

test('units are converted', () => {
  const latency = row(['Latency', '<500ms', '500ms-1s', '>1s'])
  expect([judge(latency, 1100), judge(latency, 0.7, 's'), judge(latency, 499)]).toEqual(['critical', 'warning', 'ok'])
})

test('a limit of another kind is not compared', () => {
  check(['Availability', '99.9%', '', '', 'down for >1 minute'], { 100: 'ok', 99: 'between' })
})

test('direction: signs before order before name', () => {
  const direction = (...cells: Cells) => row(cells).direction
  expect(direction('Error rate', '>5%', '', '')).toBe('higher-is-better')
  expect(direction('Thing', '99', '95', '90')).toBe('higher-is-better')
  expect(direction('Error rate', '', '', '5')).toBe('lower-is-better')
  expect(direction('Error budget remaining', '', '', '5')).toBe('higher-is-better')
  expect(direction('Failed requests', '', '', '5')).toBe('lower-is-better')
  expect(direction('Availability', '100%', '', '', 'down for >1 minute')).toBe('higher-is-better')
  expect(direction('Colour', '', '', '5')).toBe('unknown')
})
