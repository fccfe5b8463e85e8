/** The real command line at a terminal: `script` gives it one, and answers are typed only once their question is there. */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bin } from './run-opsbook.ts'

export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What is typed at each question in turn, or a function of what the screen shows since the last answer. */
export type Answers = readonly (readonly [question: string | RegExp, answer: string])[] | ((since: string) => string)

export interface TerminalOutcome {
  code: number | null
  /** Everything that was on the screen, without colours. */
  screen: string
}

export interface Sitting {
  cwd?: string
  env?: Record<string, string>
  columns?: number
  /** What starts the command line, in words. */
  before?: readonly string[]
}

/** What is not asked is not answered. */
export function atTerminal(
  args: readonly string[],
  answers: Answers,
  { cwd = root, env = {}, columns = 100, before = [] }: Sitting = {},
): Promise<TerminalOutcome> {
  const words = [...before, process.execPath, bin, ...args]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ')
  const child = spawn('script', ['-qefc', `stty cols ${columns}; exec ${words}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 60_000,
  })
  const next = typeof answers === 'function' ? byFunction(answers) : inTurn(answers)
  let screen = ''
  let seen = 0
  child.stdin.on('error', () => undefined)
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text
    const answer = next(screen.slice(seen))
    if (answer === undefined) return
    seen = screen.length
    child.stdin.write(`${answer}\n`)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      child.stdin.destroy()
      resolve({ code, screen: screen.replace(/\u001b\[[\d;]*m/g, '').replaceAll('\r\n', '\n') })
    })
  })
}

const byFunction = (answer: (since: string) => string) => (since: string) =>
  / [>=] $/.test(since) ? answer(since) : undefined

function inTurn(answers: readonly (readonly [string | RegExp, string])[]) {
  let at = 0
  return (since: string) => {
    const question = answers[at]?.[0]
    return question === undefined || since.search(question) < 0 ? undefined : answers[at++]![1]
  }
}
