/** `opsbook server status`: how a server is, as it says itself. */

import { judgeStatus } from '../app/doctor/judge-status.ts'
import type { ServerStatus } from '../http/server-status-shape.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printFindings } from './print-findings.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

export const serverStatus: CommandDefinition = {
  text: {
    name: 'status',
    summary:
      'Shows how a server is: its database, what waits, what is overdue, who is silent, what it found wrong with itself.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook server status', 'the server last signed in to'],
      ['opsbook server status --json=selfAudit', 'for a monitor'],
    ],
  },
  shape: shapeServerFlags,
  run,
}

async function run(call: Call<ServerFlags>): Promise<ExitCode> {
  const client = serverClient(call)
  const status = await client.ask<ServerStatus>('/server/status')
  const { terminal, flags } = call
  if (flags.format === 'json')
    terminal.print(terminal.json({ schema: 'opsbook.server-status/v1', server: client.url, ...status }))
  else printFindings(terminal, judgeStatus(status, call.version))
  return EXIT.success
}
