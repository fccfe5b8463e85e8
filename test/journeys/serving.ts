/** The real `opsbook serve` with its own database, set up, for a test to talk to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { bin, type Outcome, opsbook } from './run-opsbook.ts'

export interface Served {
  readonly folder: string
  readonly url: string
  readonly process: ChildProcess
  /** What the server printed, both streams. */
  readonly said: () => string
  /** A command of somebody who is signed in; the first one is the administrator. */
  readonly cli: (args: readonly string[], as?: string) => Promise<Outcome>
  /** A request of the administrator below `/api/v1`. */
  readonly api: <Answer>(method: string, path: string, body?: object) => Promise<Answer>
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

export const PASSWORD = 'correct horse battery staple'

export interface ServedOptions {
  /** A folder whose files are in the book too. */
  readonly from?: string
  /** Takes down what was started; the end of the test by default. */
  readonly onEnd?: (work: () => unknown) => void
}

/** Starts the server for a book in a folder of its own; `yaml` is its `opsbook.yaml`. */
export async function served(
  pages: Readonly<Record<string, string>>,
  yaml = 'book: docs\n',
  { from, onEnd = (work) => onTestFinished(async () => void (await work())) }: ServedOptions = {},
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-served-'))
  // As root the database runs as somebody else, who has to pass through.
  chmodSync(folder, 0o711)
  onEnd(() => rmSync(folder, { recursive: true, force: true }))
  if (from !== undefined) cpSync(from, join(folder, 'book'), { recursive: true })
  mkdirSync(join(folder, 'book/docs'), { recursive: true })
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, 'book/docs', name), text)
  writeFileSync(join(folder, 'book/opsbook.yaml'), yaml)
  writeFileSync(join(folder, 'password'), PASSWORD)
  const env = (as: string) => ({
    HOME: join(folder, as),
    XDG_CONFIG_HOME: join(folder, as),
    OPSBOOK_DATA: join(folder, 'data'),
  })
  const child = spawn(process.execPath, [bin, 'serve', 'book', '--listen', '127.0.0.1:0'], {
    cwd: folder,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env('server') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  onEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop()
    endAllOf(folder)
  })
  const link = await Promise.race([lineWith(() => said, /http:\S+\/setup#\S+?(?=['\s])/), ended.then(() => undefined)])
  if (link === undefined) throw new Error(`the server did not start:\n${said}`)
  const cli = (args: readonly string[], as = 'ana') =>
    opsbook(args, { cwd: join(folder, 'book'), env: env(as), timeoutMs: 60_000 })
  const setUp = await cli([
    'auth',
    'setup',
    link,
    '--login',
    'ana',
    '--name',
    'Ana',
    '--password-file',
    join(folder, 'password'),
  ])
  if (setUp.code !== 0) throw new Error(setUp.stderr)
  const api = async <Answer>(method: string, path: string, body?: object) => {
    const file = join(folder, 'body.json')
    if (body) writeFileSync(file, JSON.stringify(body))
    const { code, stdout, stderr } = await cli(['api', method, path, ...(body ? ['--body', file] : [])])
    if (code !== 0) throw new Error(stderr)
    return (stdout.startsWith('{') ? JSON.parse(stdout) : stdout) as Answer
  }
  return { folder, url: new URL(link).origin, process: child, said: () => said, cli, api, stop }
}

async function lineWith(text: () => string, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(text())
    if (found) return found[0]
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A server that was killed leaves its runner and its database behind, for the next one; here none follows. */
function endAllOf(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
}
