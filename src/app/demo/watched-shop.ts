/** The watcher of the example shop, as a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface WatchedShop {
  readonly home: string
  readonly environment: Readonly<Record<string, string>>
  /** Where it posts, with the key. */
  readonly intakeUrl: string
  readonly tell: (line: string) => void
}

/** Starts it; the answer ends it. It ends by itself when we do, however that comes about: its input ends. */
export function watchShop({ home, environment, intakeUrl, tell }: WatchedShop): () => Promise<void> {
  const child = spawn(process.execPath, [join(home, 'monitoring/watch.js')], {
    ...{ cwd: home, env: { ...environment }, stdio: ['pipe', 'ignore', 'pipe'] },
  })
  // The key goes where no list of processes shows it.
  child.stdin.on('error', () => {})
  child.stdin.write(`${intakeUrl}\n`)
  createInterface({ input: child.stderr }).on('line', tell)
  child.once('error', (error) => tell(`the watcher cannot be started: ${error.message}`))
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const ended = once(child, 'exit')
    child.stdin.end()
    child.kill('SIGTERM')
    await ended
  }
}
