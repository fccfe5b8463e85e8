/** Lines of an exported audit, from a file or from a server, as they come. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import type { ServerClient } from './server-client.ts'

/** Lines of a file; `-` for standard input. */
export async function* linesOfFile(path: string): AsyncGenerator<string> {
  try {
    const input = path === '-' ? process.stdin : createReadStream(path, 'utf8')
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== '') yield line
  } catch (error) {
    throw usageFailure('no-such-file', `the exported audit cannot be read: ${(error as Error).message}`)
  }
}

/** Lines a server sends. A connection that breaks is told, never taken for the end. */
export async function* linesOfServer(client: ServerClient, from = 1): AsyncGenerator<string> {
  const response = await client.open('/audit/export', { query: { from } })
  if (!response.body) return
  try {
    const input = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== '') yield line
  } catch (error) {
    const message = `the server stopped in the middle of the audit: ${(error as Error).message}`
    throw new Failure({ code: 'server/unreachable', message, hint: 'Try again', exit: EXIT.unreachable })
  }
}
