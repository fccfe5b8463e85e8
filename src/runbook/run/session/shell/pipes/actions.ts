/**
 * Real pipes for the outputs of a local shell. What Node gives to a child are sockets, which nobody can open again under
 * their name, so that `tee /dev/stderr` or `echo >/dev/stdout` in a step would fail as it never does in a terminal.
 */
import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export interface OutputPipes {
  stdout: { read: Readable; write: number }
  stderr: { read: Readable; write: number }
  /** What `/proc/<pid>/fd` calls them. */
  names: readonly string[]
  /** To be called when the child has its copies. */
  closeWriteEnds(): void
}

/** Two pipes without a name; nothing where `mkfifo` is missing, and then sockets have to do. */
export async function openOutputPipes(): Promise<OutputPipes | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'opsbook-'))
  try {
    const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const
    const made = await new Promise<boolean>((resolve) => {
      const child = spawn('mkfifo', ['-m', '600', '--', ...paths], { stdio: 'ignore' })
      child.on('error', () => resolve(false))
      child.on('exit', (status) => resolve(status === 0))
    })
    if (!made) return undefined
    const [stdout, stderr] = [openPipe(paths[0]), openPipe(paths[1])]
    return {
      stdout,
      stderr,
      names: paths.map((path) => `${path} (deleted)`),
      closeWriteEnds() {
        closeSync(stdout.write)
        closeSync(stderr.write)
      },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function openPipe(path: string): { read: Readable; write: number } {
  // Opening for reading first, and without waiting, because there is no writer yet.
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const write = openSync(path, constants.O_WRONLY)
  return { read: new Socket({ fd: read, readable: true, writable: false }), write }
}
