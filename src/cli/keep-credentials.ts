/** Writes what `auth login` keeps: whole or not at all, for nobody else to read. */
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type Credentials, credentialsPath, readCredentials } from './server-client.ts'

/** Changes the file; what is kept of other servers stays. */
export function keepCredentials(env: Call<object>['env'], change: (kept: Credentials) => Credentials): string {
  const path = credentialsPath(env)
  const making = `${path}.${randomBytes(6).toString('hex')}`
  const text = `${JSON.stringify(change(readCredentials(env)), null, 2)}\n`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(making, 'wx', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    chmodSync(making, 0o600)
    renameSync(making, path)
    return path
  } catch (error) {
    rmSync(making, { force: true })
    const message = `${path} cannot be written: ${(error as Error).message}`
    throw new Failure({
      code: 'auth/credentials',
      message,
      hint: 'Set XDG_CONFIG_HOME to a folder of yours',
      exit: EXIT.failed,
    })
  }
}

/** What is kept without one server. */
export function withoutServer({ servers, current }: Credentials, url: string): Credentials {
  const others = Object.fromEntries(Object.entries(servers).filter(([each]) => each !== url))
  return { servers: others, ...(current === undefined || current === url ? {} : { current }) }
}
