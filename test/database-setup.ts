/** Starts one embedded database for all tests of a run; each test file makes databases of its own in it (`test-database.ts`). */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedDatabase } from '../src/db/embedded/embedded-database.ts'
import type { Connection } from '../src/db/embedded/running-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    database: Connection
  }
}

/** The folder belongs to this checkout and stays, so that only the first run ever has to make a cluster. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const checkout = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 12)
  const embedded = await startEmbeddedDatabase({
    root: join(tmpdir(), `opsbook-tests-${checkout}`),
    env: process.env,
    onTrouble: (message) => process.stderr.write(`${message}\n`),
  })
  provide('database', embedded.connection)
  return async () => {
    await embedded.stop()
  }
}
