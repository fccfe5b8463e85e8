import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPrometheusAnswer } from '../prometheus-answer.ts'
import { promqlExecutor } from './actions.ts'

const answer = (data: unknown) => JSON.stringify({ status: 'success', data })
const lines = (text: string) => {
  const read = readPrometheusAnswer(text, 200)
  return read.ok ? read.lines : read.reason
}

test('results as lines', () => {
  const vector = [
    { metric: { __name__: 'up', job: 'api', instance: '10.0.0.1:80' }, value: [1, '1'] },
    { metric: { path: 'a"b' }, value: [1, 'NaN'] },
    { metric: {}, value: [1, '0.997'] },
  ]
  expect(lines(answer({ resultType: 'vector', result: vector }))).toEqual([
    'up{job="api", instance="10.0.0.1:80"} 1',
    '{path="a\\"b"} NaN',
    '0.997',
  ])
  expect(lines(answer({ resultType: 'vector', result: [] }))).toEqual([])
  expect(lines(answer({ resultType: 'scalar', result: [1, '42'] }))).toEqual(['42'])
  const matrix = [
    {
      metric: { __name__: 'up' },
      values: [
        [1, '0'],
        [2.5, '1'],
      ],
    },
  ]
  expect(lines(answer({ resultType: 'matrix', result: matrix }))).toEqual(['up 0 @1', 'up 1 @2.5'])
  expect(lines(answer({ resultType: 'graph', result: [] }))).toContain('graph')
  expect(lines('{"status":"error","errorType":"bad_data","error":"parse error"}')).toBe('bad_data: parse error')
  expect(readPrometheusAnswer('<html>', 502)).toMatchObject({ ok: false, reason: expect.stringContaining('502') })
})

let server: Server
let url = ''
const asked: { path: string; query: string | null; authorization: string | undefined }[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const query = new URLSearchParams(body).get('query')
      asked.push({ path: request.url!, query, authorization: request.headers.authorization })
      if (query === 'slow') return
      if (query === 'bad(') response.writeHead(400).end('{"status":"error","errorType":"bad_data","error":"unclosed"}')
      else
        response.end(
          JSON.stringify({
            status: 'success',
            warnings: ['partial'],
            data: { resultType: 'scalar', result: [1, '3'] },
          }),
        )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function ask(
  text: string,
  more: { at?: string; token?: string; variables?: Record<string, string>; timeoutMs?: number } = {},
) {
  const out = { stdout: '', stderr: '' }
  const { at = url, token, variables = {}, timeoutMs = 5000 } = more
  const end = await promqlExecutor({ url: at, ...(token === undefined ? {} : { token }) })({
    ...{ text, variables, timeoutMs, target: 'local', signal: new AbortController().signal },
    print: (stream, words) => {
      out[stream] += words
    },
  })
  return { end, ...out }
}

test('a query is asked with its values, below the path of the server, and with its token', async () => {
  const variables = { OPSBOOK_PARAM_JOB: 'api' }
  expect(await ask('up{job="${OPSBOOK_PARAM_JOB}"} == ${UNKNOWN}', { variables, token: 'secret-token' })).toEqual({
    end: { kind: 'finished', status: 0 },
    stdout: '3\n',
    stderr: 'partial\n',
  })
  expect(asked.at(-1)).toEqual({
    path: '/prom/api/v1/query',
    query: 'up{job="api"} == ${UNKNOWN}',
    authorization: 'Bearer secret-token',
  })
})

test('what the server says against it is the error', async () => {
  expect(await ask('bad(')).toEqual({
    end: { kind: 'finished', status: 1 },
    stdout: '',
    stderr: 'opsbook: bad_data: unclosed\n',
  })
  expect(await ask('up', { at: 'http://127.0.0.1:1' })).toMatchObject({
    end: { kind: 'finished', status: 1 },
    stderr: expect.stringContaining('ECONNREFUSED'),
  })
  expect((await ask('slow', { timeoutMs: 100 })).end).toMatchObject({ kind: 'timed-out', processes: 'all-gone' })
})

const PROMETHEUS = ['/usr/bin/prometheus', '/usr/local/bin/prometheus'].find((path) => existsSync(path))
if (PROMETHEUS === undefined)
  console.log('promql.test.ts: no prometheus on this machine; the test with a real one is skipped')

test.runIf(PROMETHEUS !== undefined)(
  'a real Prometheus',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opsbook-prometheus-'))
    const port = await freePort()
    const at = `http://127.0.0.1:${port}`
    writeFileSync(join(folder, 'config.yml'), `global: { scrape_interval: 1s }\nscrape_configs: []\n`)
    const flags = [`--config.file=${folder}/config.yml`, `--storage.tsdb.path=${folder}/data`]
    const child: ChildProcess = spawn(PROMETHEUS!, [...flags, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: 'ignore',
    })
    try {
      for (let tries = 0; tries < 200; tries++) {
        const ready = await fetch(`${at}/-/ready`).then(
          (response) => response.ok,
          () => false,
        )
        if (ready) break
        await delay(50)
      }
      expect(await ask('1 + 2', { at })).toMatchObject({ end: { kind: 'finished', status: 0 }, stdout: '3\n' })
      expect((await ask('vector(0.5)', { at })).stdout).toBe('0.5\n')
      expect((await ask('label_replace(vector(7), "pod", "api-1", "", "")', { at })).stdout).toBe('{pod="api-1"} 7\n')
      expect(await ask('no_such_metric', { at })).toMatchObject({ end: { kind: 'finished', status: 0 }, stdout: '' })
      expect(await ask('sum(', { at })).toMatchObject({
        end: { kind: 'finished', status: 1 },
        stderr: expect.stringContaining('parse error'),
      })
    } finally {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(folder, { recursive: true, force: true })
    }
  },
  30_000,
)

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
