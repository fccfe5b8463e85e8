import { expect, test } from 'vitest'
import { metricWords, sameMetric } from './metric-words.ts'

const check = (a: string, b: string, same: boolean) =>
  expect(sameMetric(metricWords(a), metricWords(b)), `${a} | ${b}`).toBe(same)

test('the same metric in other words', () => {
  check('Response Time (P95)', 'P95 latency', true)
  check('Cache Hit Rate', 'Hit rate', true)
  check('Memory Usage', 'Memory', true)
  check('Storage Size', 'Storage', true)
  check('CPU Usage', 'cpu utilization', true)
  check('Service Availability', 'Service Down', true)
})

test('different metrics', () => {
  check('Error Rate', 'Request Success Rate', false)
  check('P95 latency', 'P99 latency', false)
  check('Latency', 'P99 latency', false)
  check('Disk I/O', 'Network I/O', false)
  check('Rate', 'Size', false)
})
