// `opsbook serve` with its own database, as people start it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuSeconds, machineSeconds, treeOf } from './processes.js'

const opsbook = fileURLToPath(new URL('../../bin/opsbook', import.meta.url))
const PAGE = '# Disk\n\n## Look\n\n1. Look at the disk.\n'

/** A folder with a book, its settings and, once it was started, the data. */
export function installation(settings) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-bench-server-'))
  // As root the database runs as somebody else, who has to pass through.
  chmodSync(folder, 0o711)
  mkdirSync(join(folder, 'book/docs'), { recursive: true })
  writeFileSync(join(folder, 'book/docs/disk.md'), PAGE)
  configure(folder, settings)
  return folder
}

export const configure = (folder, settings) =>
  writeFileSync(join(folder, 'book/opsbook.yaml'), `book: docs\n${settings}`)

export const remove = (folder) => rmSync(folder, { recursive: true, force: true })

/** Starts it and waits until it says that it serves: `seconds` that took, of processor time `cpu`, while `others` used so many cores. */
export async function start(folder, flags = []) {
  const [began, machine] = [performance.now(), machineSeconds()]
  const child = spawn(
    process.execPath,
    [...flags, opsbook, 'serve', 'book', '--listen', '127.0.0.1:0', '--format', 'json'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder, OPSBOOK_DATA: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  // A measurement that fails must leave nothing behind.
  const endWithUs = () => child.kill('SIGTERM')
  process.once('exit', endWithUs)
  let said = ''
  const ended = once(child, 'exit').finally(() => process.off('exit', endWithUs))
  const serving = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
        const line = /\{[^{}]*"opsbook\.serving\/v1"[^{}]*\}/.exec(said)
        if (line) resolve(line[0])
      })
  })
  const line = await Promise.race([serving, ended.then(() => undefined)])
  if (line === undefined) throw new Error(`opsbook serve ended:\n${said}`)
  const seconds = (performance.now() - began) / 1000
  const cpu = treeOf(child.pid).reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const others = (machineSeconds() - machine - cpu) / seconds
  const { url, setupUrl } = JSON.parse(line)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, setupUrl, pid: child.pid, seconds, cpu, others, stop, said: () => said }
}

/** Makes the first administrator of a server that has none. */
export async function administrator({ url, setupUrl }) {
  const token = new URL(setupUrl).hash.slice(1)
  const body = { token, login: 'bench', name: 'Bench', password: 'correct horse battery staple', keep: 'token' }
  return (await ask(url, '/api/v1/auth/setup', body)).token
}

/** Lets a sender in that may send as much as it can; answers with its key. */
export async function letIn(url, token, name) {
  const body = { name, dialect: 'alertmanager-api', requestsPerMinute: 600_000 }
  return (await ask(url, '/api/v1/integrations', body, token)).key
}

/** A request with a body; rejects where it is refused. */
export async function ask(url, path, body, token) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
