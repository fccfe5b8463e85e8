/** `opsbook api METHOD PATH`: any request to the API of a server, as who is signed in. */
import { readFileSync } from 'node:fs'
import { Argument } from 'commander'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, type ServerRequest, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export const api: CommandDefinition = {
  text: {
    name: 'api',
    summary:
      'Sends one request to the API of a server, as who is signed in here, and prints the answer as it came. GET /api/v1/openapi.json describes the API.',
    examples: [
      ['opsbook api GET /incidents', 'the path below /api/v1'],
      ['opsbook api POST /silences --body silence.json', 'with a body; - reads it from standard input'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(
      command
        .addArgument(new Argument('<method>', 'how').choices(METHODS))
        .addArgument(new Argument('<path>', 'below /api/v1, with its query')),
    ).option('--body <file>', 'JSON to send, - for standard input'),
  run,
}

async function run(call: Call<ServerFlags & { body?: string }>): Promise<ExitCode> {
  const [method, path] = call.args as [ServerRequest['method'] & string, string]
  const below = path.replace(/^\/api\/v1(?=\/)/, '')
  if (!below.startsWith('/'))
    throw usageFailure('invalid-value', `a path begins with a slash, "${path}" does not`, 'For example /incidents')
  const response = await serverClient(call).open(below, {
    method,
    ...(call.flags.body === undefined ? {} : { body: bodyOf(call.flags.body) }),
  })
  const text = await response.text()
  call.terminal.print(text.endsWith('\n') || text === '' ? text : `${text}\n`)
  return EXIT.success
}

function bodyOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw usageFailure('body', `--body ${file}: ${(error as Error).message}`)
  }
}
