/** The real command line in a process of its own, as a user starts it. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const bin = `${root}bin/opsbook`

if (!existsSync(`${root}dist/cli/main.js`)) throw new Error('journeys run the compiled package: npm run build')

export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Setting {
  cwd?: string
  env?: Record<string, string>
  timeoutMs?: number
  /** Called once the process runs. */
  started?(kill: (signal: NodeJS.Signals) => void): void
}

/** Runs a command line to its end. Standard input stays open and silent, so a question would block for ever. */
export function opsbook(
  args: readonly string[],
  { cwd = root, env = {}, started, timeoutMs = 30_000 }: Setting = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LANG: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
    })
    const outcome = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      outcome.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      outcome.stderr += text
    })
    child.on('error', reject)
    child.on('spawn', () => started?.((signal) => child.kill(signal)))
    child.on('close', (code, signal) => resolve({ code, signal, ...outcome }))
  })
}
