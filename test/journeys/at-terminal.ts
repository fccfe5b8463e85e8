/** The real command line at a real terminal, answered as a person would: only after the question is there. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bin } from './run-opsbook.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Sitting {
  cwd?: string
  env?: Record<string, string>
  /**
   * What to type at a question, given everything since the last answer; nothing ends the sitting, as a closed window does.
   * `\u0003` is Ctrl-C.
   */
  answer(since: string): string | undefined
  timeoutMs?: number
}

export interface Seen {
  code: number | null
  /** Everything on the screen, without colours. */
  screen: string
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Runs a command line in a terminal of 80 columns that `script` of util-linux makes. */
export function atTerminal(
  args: readonly string[],
  { cwd = root, env = {}, answer, timeoutMs = 60_000 }: Sitting,
): Promise<Seen> {
  const command = ['stty cols 80;', 'exec', process.execPath, bin, ...args].map((word, index) =>
    index < 2 ? word : quoted(word),
  )
  const child = spawn('script', ['-qefc', command.join(' '), '/dev/null'], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  let screen = ''
  let answered = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (!screen.endsWith(' > ')) return
    const reply = answer(screen.slice(answered))
    answered = screen.length
    if (reply === undefined) child.stdin.end()
    else child.stdin.write(reply === '\u0003' ? reply : `${reply}\n`)
  })
  child.stdin.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, screen: screen.replaceAll('\r', '') }))
  })
}
