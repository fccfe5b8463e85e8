/** The real command line at a terminal: `script` gives it one, and answers are typed when their question appears. */
import { spawn, spawnSync } from 'node:child_process'
import { bin } from './run-opsbook.ts'

export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

export interface TerminalOutcome {
  code: number | null
  /** Everything that was on the screen, without colours. */
  screen: string
}

/** Types each answer once its question is there, in this order; what is not asked is not answered. */
export function atTerminal(
  args: readonly string[],
  answers: readonly (readonly [question: string | RegExp, answer: string])[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<TerminalOutcome> {
  const words = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols 100; exec ${words}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 40_000,
  })
  let screen = ''
  let seen = 0
  let next = 0
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text
    const question = answers[next]?.[0]
    const found = question === undefined ? -1 : screen.slice(seen).search(question)
    if (found < 0) return
    seen = screen.length
    child.stdin.write(`${answers[next++]![1]}\n`)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      child.stdin.destroy()
      resolve({ code, screen: screen.replace(/\u001b\[[\d;]*m/g, '').replaceAll('\r\n', '\n') })
    })
  })
}
