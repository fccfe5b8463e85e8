/** The demo as somebody tries it: the shop breaks, a mail pages them, its link acknowledges, the procedure repairs, the incident is over. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bin, opsbook } from './run-opsbook.ts'
import { until } from './served.ts'

const PASSWORD = 'correct horse battery staple'

async function startDemo(args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-demo-'))
  // As root the database runs as somebody else, who has to pass through.
  chmodSync(folder, 0o711)
  writeFileSync(join(folder, 'password'), PASSWORD)
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' }
  const child = spawn(
    process.execPath,
    [bin, 'serve', '--demo', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', ...args],
    { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const cli = (...words: string[]) => opsbook(words, { env, timeoutMs: 90_000 })
  return { folder, said: () => said, errors: () => errors, cli, stop, ended }
}

interface SeenRun {
  readonly result: string | null
  readonly question: { readonly key: string; readonly words: readonly { readonly word: string }[] } | null
}

/** Carries out a procedure by a runner and answers what it asks, as a person in front of it would. */
async function repair(folder: string, url: string, procedure: string): Promise<string | null> {
  const { servers } = JSON.parse(readFileSync(join(folder, 'opsbook/credentials.json'), 'utf8'))
  const headers = { authorization: `Bearer ${servers[url].token}`, 'content-type': 'application/json' }
  const ask = async <Answer>(path: string, body?: object) => {
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    return (await (await fetch(`${url}/api/v1${path}`, init)).json()) as Answer
  }
  const wish = { page: 'docs/operations/runbooks/worker.md', procedure, mode: 'interactive', incident: '1' }
  const { id } = await ask<{ id: string }>('/runs', wish)
  const look = async () => {
    const run = await ask<SeenRun>(`/runs/${id}`)
    const { question } = run
    if (question) await ask(`/runs/${id}/answer`, { key: question.key, answer: question.words[0]!.word })
    return run
  }
  return (await until(look, ({ result }) => result !== null, 90_000)).result
}

const pageOf = async (url: string) => await (await fetch(url)).text()
const processes = (folder: string) =>
  execFileSync('ps', ['-ww', '-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder))

test('break, a mail pages, its link acknowledges, the procedure repairs, over', { timeout: 240_000 }, async () => {
  const demo = await startDemo(['--json'])
  const serving = JSON.parse(
    await until(
      async () => demo.said(),
      (text) => text.trimEnd().endsWith('}'),
      90_000,
    ),
  ) as { url: string; setupUrl: string; mailUrl: string }
  expect(await pageOf(serving.mailUrl)).toContain('No mail yet')
  const setUp = await demo.cli(
    'auth',
    'setup',
    serving.setupUrl,
    '--login',
    'kim',
    '--password-file',
    join(demo.folder, 'password'),
  )
  expect(setUp).toMatchObject({ code: 0, stdout: expect.not.stringContaining('curl') })

  const list = await until(
    () => pageOf(serving.mailUrl),
    (page) => page.includes('The worker does not answer'),
    60_000,
  )
  const number = /\/mail\/(\d+)">[^<]*The worker does not answer/.exec(list)![1]!
  const mail = await pageOf(`${serving.mailUrl}mail/${number}`)
  const link = new RegExp(`href="(${serving.url}/a/[^"]+)"`).exec(mail)![1]!
  expect(mail).toContain('to kim@shop.example')
  const styled = await fetch(`${serving.mailUrl}mail/${number}/html`)
  expect(styled.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/)
  expect(await styled.text()).toContain('The worker does not answer')

  const incident = async () => {
    const { stdout } = await demo.cli('incident', 'view', '1', '--json')
    return (JSON.parse(stdout) as { incident: { status: string; alerts: { firing: number } } }).incident
  }
  expect(await pageOf(link)).toContain('Worker Down')
  expect(await incident()).toMatchObject({ status: 'open' })
  expect((await fetch(link, { method: 'POST', body: new URLSearchParams({ act: 'acknowledge' }) })).status).toBe(200)
  expect(await incident()).toMatchObject({ status: 'acknowledged', acknowledgedBy: { name: 'kim' } })

  expect(await repair(demo.folder, serving.url, 'worker-down')).toBe('succeeded')
  await until(incident, ({ alerts }) => alerts.firing === 0, 60_000)
  // Somebody has it, so it is theirs to say that it is over.
  expect(await demo.cli('incident', 'resolve', '1')).toMatchObject({ code: 0 })
  expect(await incident()).toMatchObject({ status: 'resolved' })

  expect(await demo.stop()).toBe(0)
  expect(demo.said().trim().split('\n').length).toBeLessThan(20)
  expect(processes(demo.folder)).toEqual([])
})

test('in a terminal the page is a line, and nobody reads the mails by another name', { timeout: 240_000 }, async () => {
  const demo = await startDemo([])
  const said = await until(
    async () => demo.said(),
    (text) => text.includes('/setup#'),
    90_000,
  )
  const link = /http:\S+\/setup#\S+?(?=['\s])/.exec(said)![0]
  await demo.cli('auth', 'setup', link, '--login', 'ana', '--password-file', join(demo.folder, 'password'))
  const paged = await until(
    async () => demo.said(),
    (text) => /open http\S+\/a\//.test(text),
    60_000,
  )
  expect(paged).toMatch(/✓ ana is on call for the shop and reached at ana@shop\.example: http:\/\/127\.0\.0\.1:\d+\/\n/)
  expect(paged).toMatch(
    /PAGED ana: \[P1 · #1\] The worker does not answer\. .*\n {2}open http:\/\/127\.0\.0\.1:\d+\/a\/\S+\n/,
  )
  const mailUrl = new URL(/mails (http\S+)/.exec(paged)![1]!)
  const status = await new Promise((resolve, reject) => {
    const asked = request(mailUrl, { headers: { host: 'evil.example' } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
    asked.on('error', reject).end()
  })
  expect(status).toBe(421)
  // As npm does it: once from the terminal, once passed on.
  void demo.stop('SIGINT')
  expect(await demo.stop('SIGINT')).toBe(0)
  expect(processes(demo.folder)).toEqual([])
  await expect(fetch(mailUrl)).rejects.toThrow()
})

test('the watcher ends with its input, however its parent went away', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, ['examples/shop/monitoring/watch.js'], {
    env: { PATH: process.env.PATH ?? '', SHOP_API_PORT: '1', SHOP_WATCH_MS: '50' },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  child.stdin.write('http://127.0.0.1:1/intake/generic-json/key\n')
  await until(
    async () => said,
    (text) => text.includes('nobody takes alerts'),
  )
  child.stdin.end()
  expect(await ended).toBe(0)
})
